"""What higher floors may listen to."""

from django.dispatch import Signal

# A run ended for good. Sent with ``run`` (JobRun; its state is ok, failed,
# cancelled or skipped), in the transaction that ends it. Receivers only write.
run_settled = Signal()
