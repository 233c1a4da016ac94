"""networkx: CPU seconds for one shuffle of groups inside classes and its mixing matrix."""

import json
import sys
import time
from pathlib import Path

import networkx as nx
import numpy as np

FOLDER = Path(sys.argv[1])
group, source, target, room = (
    np.fromfile(FOLDER / f"{k}.f8").astype(int) for k in ("group", "source", "target", "room")
)
ties = nx.DiGraph()
ties.add_nodes_from(range(group.size))
ties.add_edges_from((int(a), int(b)) for a, b in zip(source, target, strict=True) if a != b)
rng = np.random.default_rng(0)
DRAWS = 20
start = time.process_time()
for _ in range(DRAWS):
    order = np.lexsort((rng.random(group.size), room))
    shuffled = np.empty_like(group)
    shuffled[np.argsort(room, kind="stable")] = group[order]
    nx.set_node_attributes(ties, dict(enumerate(shuffled.tolist())), "group")
    nx.attribute_assortativity_coefficient(ties, "group")
print(json.dumps({"networkx": (time.process_time() - start) / DRAWS}))
