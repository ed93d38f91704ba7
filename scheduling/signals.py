"""What higher floors may listen to."""

from django.dispatch import Signal

# A run ended for good. Sent with ``run`` (JobRun; its state is ok, failed,
# cancelled or skipped), in the transaction that ends it. Receivers only write.
run_settled = Signal()

# A schedule was paused or resumed on the scheduler's own page or in the
# administration, sent with ``schedule`` in the same transaction: its owner keeps
# the object behind it in step.
schedule_switched = Signal()
