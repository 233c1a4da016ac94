"""Puts ``src`` on the path of this environment and makes the ``bothways`` command.

An editable install would need a build backend from outside; two small files do the same.
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = """#!{python}
import sys
from bothways.cli import main
sys.exit(main())
"""


def link_package() -> None:
    site = Path(sysconfig.get_path("purelib"))
    (site / "bothways.pth").write_text(f"{ROOT / 'src'}\n")
    command = Path(sysconfig.get_path("scripts")) / "bothways"
    command.write_text(COMMAND.format(python=sys.executable))
    command.chmod(0o755)


if __name__ == "__main__":
    link_package()
