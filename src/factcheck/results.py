"""Names of what a run writes into its folder."""

ANNOTATIONS = "annotations.jsonl"  # a document a line
LEDGER = "run.json"  # how far the run came
DASHBOARD = "index.html"
LISTS = "report"  # folder of the pages that go on with a list of the dashboard
PAGES = "html"  # folder of a page a document
