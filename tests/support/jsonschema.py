"""A validator for the part of JSON Schema that the files in schemas/ use.

A keyword that it doesn't know is an error: a schema must not promise what nobody checks.
"""

import re

_TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}

_ANNOTATIONS = {
    "$schema",
    "$id",
    "$defs",
    "definitions",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "format",
}


def faults(value, schema):
    """The list of what is wrong with a value, each as `place: what`."""
    return list(_check(value, schema, schema, "$"))


def _check(value, schema, root, place):
    if schema is True or schema == {}:
        return
    if schema is False:
        yield f"{place}: not allowed"
        return
    for keyword, argument in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        rule = _RULES.get(keyword)
        if rule is None:
            yield f"{place}: the schema's keyword {keyword!r} is not known to the tests"
        else:
            yield from rule(value, argument, schema, root, place)


def _ref(value, target, _schema, root, place):
    part = root
    for name in target.lstrip("#/").split("/") if target != "#" else []:
        part = part[name]
    yield from _check(value, part, root, place)


def _type(value, names, _schema, _root, place):
    names = [names] if isinstance(names, str) else names
    if not any(_TYPES[name](value) for name in names):
        yield f"{place}: {value!r} is not of type {' or '.join(names)}"


def _enum(value, allowed, _schema, _root, place):
    if value not in allowed:
        yield f"{place}: {value!r} is not one of {allowed}"


def _const(value, wanted, _schema, _root, place):
    if value != wanted:
        yield f"{place}: {value!r} is not {wanted!r}"


def _required(value, names, _schema, _root, place):
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                yield f"{place}: {name!r} is missing"


def _properties(value, properties, _schema, root, place):
    if isinstance(value, dict):
        for name, schema in properties.items():
            if name in value:
                yield from _check(value[name], schema, root, f"{place}.{name}")


def _additional_properties(value, rule, schema, root, place):
    if isinstance(value, dict):
        patterns = schema.get("patternProperties", {})
        for name in value:
            if name in schema.get("properties", {}) or any(re.search(p, name) for p in patterns):
                continue
            if rule is False:
                yield f"{place}: {name!r} is not in the schema"
            else:
                yield from _check(value[name], rule, root, f"{place}.{name}")


def _pattern_properties(value, patterns, _schema, root, place):
    if isinstance(value, dict):
        for name, member in value.items():
            for pattern, schema in patterns.items():
                if re.search(pattern, name):
                    yield from _check(member, schema, root, f"{place}.{name}")


def _items(value, schema, _schema, root, place):
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _check(item, schema, root, f"{place}[{number}]")


def _pattern(value, pattern, _schema, _root, place):
    if isinstance(value, str) and not re.search(pattern, value):
        yield f"{place}: {value!r} does not match {pattern!r}"


def _minimum(value, least, _schema, _root, place):
    if _TYPES["number"](value) and value < least:
        yield f"{place}: {value} is below {least}"


def _maximum(value, most, _schema, _root, place):
    if _TYPES["number"](value) and value > most:
        yield f"{place}: {value} is above {most}"


def _length(sign, types, words):
    def rule(value, limit, _schema, _root, place):
        if isinstance(value, types) and (len(value) - limit) * sign < 0:
            yield f"{place}: {words} {limit}"

    return rule


def _unique_items(value, wanted, _schema, _root, place):
    if wanted and isinstance(value, list):
        for number, item in enumerate(value):
            if item in value[:number]:
                yield f"{place}[{number}]: is there twice"


def _all_of(value, schemas, _schema, root, place):
    for schema in schemas:
        yield from _check(value, schema, root, place)


def _any_of(value, schemas, _schema, root, place):
    if all(list(_check(value, schema, root, place)) for schema in schemas):
        yield f"{place}: fits none of the alternatives"


def _one_of(value, schemas, _schema, root, place):
    fitting = sum(not list(_check(value, schema, root, place)) for schema in schemas)
    if fitting != 1:
        yield f"{place}: fits {fitting} of the alternatives, not one"


def _not(value, schema, _schema, root, place):
    if not list(_check(value, schema, root, place)):
        yield f"{place}: is what it must not be"


_RULES = {
    "$ref": _ref,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "patternProperties": _pattern_properties,
    "items": _items,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
    "minLength": _length(1, str, "shorter than"),
    "maxLength": _length(-1, str, "longer than"),
    "minItems": _length(1, list, "fewer items than"),
    "maxItems": _length(-1, list, "more items than"),
    "minProperties": _length(1, dict, "fewer members than"),
    "maxProperties": _length(-1, dict, "more members than"),
    "uniqueItems": _unique_items,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
}
