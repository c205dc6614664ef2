/* SPDX-License-Identifier: PostgreSQL
 *
 * Any text as an access control list. What must hold: nothing breaks; what is read and shown is
 * read as the same list again; and the way between two lists ends at the second one.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "privileges/items.h"

/* A list that shows as it is read; those with names that no server has are left out. */
static const struct acl *read_list(struct acls *acls, const char *text)
{
	const struct acl *acl = acl_read(acls, text);
	struct text shown = text_in(acls->arena);

	if (!acl)
		return NULL;
	acl_show(&shown, acl);
	if (!acl->unknown && acl_read(acls, shown.at) != acl)
		abort();
	return acl;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(NULL);
	struct acls acls = acls_in(arena);
	char *text = arena_strndup(arena, (const char *)data, size);
	char *second = strchr(text, '\n');
	const struct acl *from, *to;

	if (second)
		*second++ = '\0';
	from = read_list(&acls, text);
	to = second ? read_list(&acls, second) : NULL;
	if (from && to && items_between(arena, from, to, "o", NULL).count == 0 && from != to &&
	    !from->unknown && !to->unknown)
		abort();
	arena_destroy(arena);
	return 0;
}
