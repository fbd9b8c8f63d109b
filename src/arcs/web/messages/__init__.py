"""E-mail: written into an outbox with the change that causes it, sent exactly once, failures shown as work."""
