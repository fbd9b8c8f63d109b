"""What happened: seals over every history, the trail that shows it, the weekly review, expungement."""
