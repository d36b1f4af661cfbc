"""The lexicon: what reports measure, whom they count, in which units, and the small words between. Tables, not code."""
