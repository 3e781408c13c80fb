"""比較分析: the list, the text, today, and the bar that records verdicts."""
