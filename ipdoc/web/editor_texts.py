"""The words that the editor of marks shows, on bodies and on photographs."""

from __future__ import annotations

from ipdoc.i18n import Translator, mark


def n_(one: str, many: str) -> tuple[str, str]:
    """Return singular and plural unchanged: marks them for the extraction of messages."""
    return one, many


_TOOLS = {
    "tools": mark("Drawing tools"),
    "tool_select": mark("Select and move"),
    "tool_point": mark("Point"),
    "tool_line": mark("Line"),
    "tool_arrow": mark("Arrow"),
    "tool_freehand": mark("Freehand line"),
    "tool_polygon": mark("Outline by corners"),
    "tool_tramline": mark("Two parallel lines"),
    "tool_outline": mark("Outline, freehand"),
    "tool_cluster": mark("Group of small marks"),
    "tool_ring": mark("Ring around a limb"),
    "undo": mark("Undo"),
    "redo": mark("Redo"),
    "zoom_in": mark("Zoom in"),
    "zoom_fit": mark("Show the whole picture"),
    "by_list": mark("Mark by list"),
    "keys": mark("Keys"),
    "close": mark("Close"),
    "cancel": mark("Cancel"),
    "finish": mark("Finish"),
    "step_back": mark("One point back"),
    "count": mark("How many"),
    "hint_line": mark("Set the next point, or finish"),
    "hint_arrow": mark("Set the tip of the arrow"),
    "hint_polygon": mark("Set corner after corner; the first one closes the outline"),
    "hint_tramline": mark("Set the next point of the middle line, or finish"),
    "hint_cluster": mark("Set a point for each; give the number if there are more"),
    "crosses": mark("The outline crosses itself; draw it so that it does not"),
    "too_small": mark("That was too small for a line; use a point, or zoom in"),
    "drawn_elsewhere": mark("This mark was drawn on another view; change it there"),
    "handle_of": mark("Handle {number} of {count}; move it with the arrow keys"),
    "pen_down": mark("The pen is down; move it with the arrow keys, space lifts it"),
    "point_set": mark("Point {number} is set"),
}

_LISTS = {
    "types": mark("Kinds of lesion"),
    "find_type": mark("Find a kind"),
    "recent_types": mark("Recent"),
    "all_types": mark("All kinds"),
    "found_types": mark("Found"),
    "no_type_found": mark("No kind of lesion has this word in its name"),
    "on_this_case": mark("recorded"),
    "views": mark("Views of the body"),
    "marks": mark("Marks"),
    "lesion": mark("Lesion"),
    "lesions_here": mark("Lesions"),
    "new_lesion": mark("New"),
    "record": mark("Record"),
    "duplicate": mark("Repeat"),
    "further": mark("Further mark"),
    "further_hint": mark("What you draw now belongs to lesion {number}"),
    "take_out": mark("Take out…"),
    "no_marks": mark("No mark shows on this view. Choose a kind of lesion and draw where it is."),
    "burn_share": mark("Burns as drawn: {percent} % of the skin"),
    "layers": mark("Layers"),
    "everything": mark("all"),
    "some_of_them": mark("some"),
    "events": mark("Events"),
    "visits": mark("Visits"),
    "no_event": mark("Without an event"),
    "this_visit": mark("This evaluation"),
    "no_layers": mark("There is nothing to choose between yet"),
}

_COVERAGE = {
    "coverage": mark("What was examined"),
    "coverage_hint": mark("Press each region:"),
    "coverage_on": mark("Press the regions that you examined"),
    "coverage_off": mark("You can draw again"),
    "mark_examined": mark("examined"),
    "mark_not_examined": mark("not examined"),
    "mark_clear": mark("not stated"),
    "not_stated": mark("not stated yet"),
    "not_examined_because": mark("not examined: there is a reason"),
    "whole_view": mark("Whole view"),
    "reason": mark("Reason"),
    "reason_needed": mark("Say why it was not examined"),
    "reason_declined": mark("The person did not wish it"),
    "reason_time": mark("There was no time"),
    "reason_dressing": mark("Covered by a dressing"),
    "reason_other_doctor": mark("Left to another doctor"),
}

_PLACES = {
    "region": mark("Part of the body"),
    "side": mark("Side of the person examined"),
    "left": mark("Left"),
    "right": mark("Right"),
    "midline": mark("Midline"),
    "down": mark("Height within it"),
    "upper": mark("upper part"),
    "middle": mark("middle"),
    "lower": mark("lower part"),
    "across": mark("Across, as seen in the picture"),
    "picture_left": mark("to the left"),
    "picture_middle": mark("in the middle"),
    "picture_right": mark("to the right"),
    "on_view": mark("On the view"),
    "kind": mark("Kind of lesion"),
    "record_lesion": mark("Record the lesion"),
    "choose_region": mark("Choose a part of the body from the list"),
    "not_on_view": mark("This part of the body does not show on that view"),
    "side_left": mark("the person's left side"),
    "side_right": mark("the person's right side"),
    "letter_left": mark("L"),
    "letter_right": mark("R"),
    "scale_at_height": mark("{length} at a height of {height} cm"),
    "mm": mark("{number} mm"),
    "cm": mark("{number} cm"),
    "cm2": mark("{number} cm²"),
}

_SAVING = {
    "state_saved": mark("Saved"),
    "saved_at": mark("Saved {time}"),
    "state_saving": mark("Saving…"),
    "state_unsaved": mark("Not saved, kept in this page only"),
    "state_stale": mark("Someone else changed this"),
    "state_refused": mark("One change was not accepted"),
    "state_locked": mark("Locked; not saved, kept in this page only"),
    "problem_stale": mark("Your change is still here."),
    "problem_refused": mark("It is shown but not saved."),
    "problem_locked": mark(
        "The vault was locked. Unlock it in another window, then try again here; "
        "do not close this page."
    ),
    "keep_change": mark("Make my change all the same"),
    "drop_change": mark("Leave my change out"),
    "try_again": mark("Try again"),
    "save_first": mark("Your changes are not saved yet; stay on this view until they are"),
    "not_loaded": mark("The view could not be loaded; try again"),
    "undone": mark("Taken back"),
    "redone": mark("Done again"),
    "nothing_to_undo": mark("There is nothing to take back"),
    "cancelled": mark("Drawing given up"),
    "take_out_title": mark("Take the lesion out"),
    "take_out_hint": mark("Lesion {number} leaves the record; its number stays as a gap."),
    "why_take_out": mark("Why is it taken out?"),
    "take_out_now": mark("Take out"),
    "out_mistake": mark("Entered by mistake"),
    "out_twice": mark("Recorded twice"),
    "out_not_found": mark("Not found on a second look"),
}

_KEYS = {
    "stage_hint": mark(
        "Tab goes from mark to mark, head to toe. Arrow keys move the chosen mark or the drawing "
        "cross, the space bar sets a point, K marks by a list, the question mark shows all keys."
    ),
    "single_keys": mark("Single letters work as keys"),
    "key_tab": mark("From mark to mark, head to toe"),
    "key_arrows": mark("Move the mark or the drawing cross by 1 mm, with Shift by 10 mm"),
    "key_space": mark("Set a point; lower and lift the pen; hold it to move the picture"),
    "key_enter": mark("Finish the drawing; on a mark: choose it, then open its record"),
    "key_handles": mark("Choose a handle, to change the shape"),
    "key_delete": mark("Remove the handle, the mark or the lesion"),
    "key_zoom": mark("Zoom in, zoom out, whole picture"),
    "key_escape": mark("Give up what is being drawn"),
    "key_lock": mark("Lock at once"),
}

_COUNTED = {
    "marks_count": n_("{count} lesion shows here", "{count} lesions show here"),
    "lesions_count": n_("{count} lesion", "{count} lesions"),
    "here_count": n_("{count} on this view", "{count} on this view"),
    "regions_count": n_("{count} part of the body found", "{count} parts of the body found"),
}

_COUNTS = (1, 2, 5)
"""One number for each plural form of our languages."""


def editor_texts(words: Translator) -> dict[str, str]:
    """Return key → text for ``data-texts``; counted texts hold their forms, one|few|many."""
    plain = {**_TOOLS, **_LISTS, **_COVERAGE, **_PLACES, **_SAVING, **_KEYS}
    texts = {key: words.text(text) for key, text in plain.items()}
    for key, (one, many) in _COUNTED.items():
        forms = [
            words.plural(one, many, count).replace(str(count), "{count}", 1) for count in _COUNTS
        ]
        texts[key] = "|".join(forms)
    return texts
