"""Reads a release form as a browser sends it back."""


def filled(client, address):
    """Return {name: value} of the fields in the change form at `address`."""
    response = client.get(address)
    form = response.context["adminform"].form
    data = _values(form)
    for inline in response.context["inline_admin_formsets"]:
        data |= _values(inline.formset.management_form)
        for each in inline.formset.forms:
            data |= _values(each)
    return data


def _values(form):
    data = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "fields"):  # a day and a time
            parts = bound.field.widget.decompress(value)
            data |= {f"{bound.html_name}_{i}": part or "" for i, part in enumerate(parts)}
        elif value is not None and value is not False:
            data[bound.html_name] = value
    return data
