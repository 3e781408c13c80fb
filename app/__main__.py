"""``python -m app`` is ``fitgap``."""

from app.main import main

raise SystemExit(main())
