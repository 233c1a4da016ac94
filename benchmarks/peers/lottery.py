"""statsmodels and pyfixest: CPU seconds for one assignment of a trial of 200 schools."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest as pf
from statsmodels.regression.linear_model import OLS

FOLDER = Path(sys.argv[1])
y, school, town, before = (
    np.fromfile(FOLDER / f"{k}.f8") for k in ("y", "school", "town", "before")
)
towns = (town[:, None] == np.arange(20)) * 1.0
place = school.astype(int)


def drawn(rng: np.random.Generator) -> np.ndarray:
    """Half of the ten schools of each of twenty towns."""
    return np.concatenate([rng.permutation(np.arange(10) % 2) for _ in range(20)])[place]


def clustered(arm: np.ndarray) -> None:
    columns = np.column_stack([arm, before, towns])
    OLS(y, columns).fit(cov_type="cluster", cov_kwds={"groups": place}).tvalues[0]


def coefficient(arm: np.ndarray) -> None:
    OLS(y, np.column_stack([arm, before, towns])).fit().params[0]


def fixest(arm: np.ndarray) -> None:
    rows = pd.DataFrame({"y": y, "arm": arm * 1.0, "before": before, "town": town, "school": place})
    pf.feols("y ~ arm + before | town", rows, vcov={"CRV1": "school"}).tstat()


def cpu_each(job: Callable[[np.ndarray], None], draws: int) -> float:
    rng = np.random.default_rng(1)
    job(drawn(rng))  # the first call compiles or caches
    start = time.process_time()
    for _ in range(draws):
        job(drawn(rng))
    return (time.process_time() - start) / draws


print(json.dumps({
    "statsmodels, clustered": cpu_each(clustered, 200),
    "statsmodels, coefficient only": cpu_each(coefficient, 200),
    "pyfixest, clustered": cpu_each(fixest, 20),
}))  # fmt: skip
