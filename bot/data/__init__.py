"""Tables that people may read and extend: words, places, regimes. Facts with their sources, no code."""
