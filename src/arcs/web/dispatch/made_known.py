"""What dispatch tells the rooms above it, in the transaction in which it happens."""

from django.dispatch import Signal

# by: Staff, call: Call, outcome: CallOutcome. A receiver that fails takes the outcome back with it.
came_out = Signal()
# by: Staff, one: HandOver, when a colleague or a team has accepted it; as above.
accepted = Signal()
