/* SPDX-License-Identifier: PostgreSQL */
#include "model/outlook.h"

struct refusal *outlook_refuse(struct outlook *outlook, struct place place, const char *format, ...)
{
	struct refusal *refusal = arena_alloc(outlook->arena, sizeof(*refusal));
	struct text message = text_in(outlook->arena);
	va_list arguments;

	va_start(arguments, format);
	text_vaddf(&message, format, arguments);
	va_end(arguments);
	refusal->place = place;
	refusal->message = message.at;
	list_add(outlook->arena, &outlook->refusals, refusal);
	return refusal;
}
