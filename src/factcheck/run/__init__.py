"""The main job: articles in, annotations out; one article, or corpora of millions.

outcome.py   what a run keeps of one document
engine.py    the annotator in this process, or in several
ledger.py    how far a run came, so that it can go on
corpus.py    a folder of results, written so that nothing is lost
lines.py     JSON lines for another program
article.py   one article: its files and its view in the terminal
progress.py  what is told meanwhile
"""
