"""What triage tells the rooms above it, in the transaction in which it happens."""

from django.dispatch import Signal

# by: Staff, call: Call, decision: Decision. A receiver that fails takes the decision back with it.
decided = Signal()
