"""Dispatch as rules: who can go, how long they may take, who stands in, and where each call ends.

Nothing here knows of a screen, a file or a network; the clock and the random stream are arguments. What is not known
is never free, never open, never safe and never closed.
"""
