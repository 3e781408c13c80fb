"""様式・報告: what is written out, where, and what came of it."""
