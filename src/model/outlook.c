/* SPDX-License-Identifier: PostgreSQL */
#include "model/outlook.h"

static struct refusal *add(struct arena *arena, struct list *list, struct place place,
			   const char *format, va_list arguments)
{
	struct refusal *refusal = arena_alloc(arena, sizeof(*refusal));
	struct text message = text_in(arena);

	text_vaddf(&message, format, arguments);
	refusal->place = place;
	refusal->message = message.at;
	list_add(arena, list, refusal);
	return refusal;
}

struct refusal *outlook_refuse(struct outlook *outlook, struct place place, const char *format, ...)
{
	struct refusal *refusal;
	va_list arguments;

	va_start(arguments, format);
	refusal = add(outlook->arena, &outlook->refusals, place, format, arguments);
	va_end(arguments);
	return refusal;
}

struct refusal *outlook_warn(struct outlook *outlook, struct place place, const char *format, ...)
{
	struct refusal *warning;
	va_list arguments;

	va_start(arguments, format);
	warning = add(outlook->arena, &outlook->warnings, place, format, arguments);
	va_end(arguments);
	return warning;
}
