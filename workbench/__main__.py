"""``python -m workbench`` is ``barre``: how jobs are started without relying on the PATH."""

from workbench.cli import main

main()
