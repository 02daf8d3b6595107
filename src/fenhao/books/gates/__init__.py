"""What the tier side says before money is spent: dated tiers, entitlements, caps, pauses, campaign checkpoints."""

from fenhao.books.gates._appeals import AppealShown, AppealState, shown_appeals, waiting_appeals
from fenhao.books.gates._campaigns import Checkpoint, due_checkpoints, note_judged, turn_campaign
from fenhao.books.gates._desk import GateDesk, keep, load
from fenhao.books.gates._policy import policy_in_force, put_in_force
from fenhao.books.gates._publish import published_batches
from fenhao.books.gates._rows import wake_up_ref

__all__ = [
    "AppealShown",
    "AppealState",
    "Checkpoint",
    "GateDesk",
    "due_checkpoints",
    "keep",
    "load",
    "note_judged",
    "policy_in_force",
    "published_batches",
    "put_in_force",
    "shown_appeals",
    "turn_campaign",
    "waiting_appeals",
    "wake_up_ref",
]
