"""Where every route ends: work queues with an owner, and the count that shows that no call was closed in silence."""
