"""A made-up nation-wide catalogue: workbooks in the ministries' many layouts beside what they say, from one model.

``python -m tests.scale OUT --scale 1.0 --seed 1`` writes it, ``python -m tests.scale.check OUT`` reads it back. The
generator imports nothing of the program, so that both can only agree by being right.
"""
