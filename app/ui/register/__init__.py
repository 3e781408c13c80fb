"""課題・決定: what has to be solved, how it may be solved, what was decided and by whom."""
