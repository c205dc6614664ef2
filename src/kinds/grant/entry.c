/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries under grants.
 */
#include <string.h>
#include <strings.h>

#include "kinds/role/role.h"
#include "model/grant.h"

static const struct field fields[] = {
	{.name = "privileges",
	 .type = FIELD_TEXTS,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, privileges),
	 .doc = "privileges as GRANT has them, or ALL; an empty list means exactly none"},
	{.name = "to",
	 .type = FIELD_NAMES,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, to),
	 .refers = &role_kind,
	 .doc = "roles, or PUBLIC"},
	{.name = "grantable",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct grant_entry, grantable),
	 .doc = "whether they may grant them on; not written, they may not"},
	{.name = "granted_by",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct grant_entry, granted_by),
	 .refers = &role_kind,
	 .doc = "the grantor, exactly; not written, any will do, and the owner grants what is "
		"missing"},
	{.name = "owner_exact",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct grant_entry, owner_exact),
	 .doc = "if the owner is among them: this is all that it has; else its own privileges are "
		"added"},
	{.name = NULL},
};

static const struct grant_entry *entry_of(const struct object *object)
{
	return (const struct grant_entry *)object;
}

bool grant_is_public(const char *name)
{
	return strcmp(name, "PUBLIC") == 0 || strcmp(name, "public") == 0;
}

/* ALL [PRIVILEGES] */
static bool is_all(const char *word)
{
	return strcasecmp(word, "ALL") == 0 || strcasecmp(word, "ALL PRIVILEGES") == 0;
}

uint32_t grant_privileges(const struct grant_entry *entry, const struct securable *securable,
			  int version)
{
	uint32_t privileges = 0;

	for (size_t i = 0; i < entry->privileges.count; i++) {
		const char *word = entry->privileges.items[i];

		privileges |= is_all(word) ? UINT32_MAX : privilege_named(word);
	}
	return privileges & securable_all(securable, version);
}

void grant_check_entries(const struct list *entries, const struct securable *securable,
			 struct diags *diags)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];

		for (size_t j = 0; j < entry->privileges.count; j++) {
			const char *word = entry->privileges.items[j];
			const uint32_t privilege = privilege_named(word);

			if (privilege && !(privilege & securable->all))
				diag_error(diags, object_place_of(&entry->object, "privileges"),
					   "%s is not a privilege of a %s", word, securable->name);
		}
	}
}

static void report_unknown(const struct object *object, const char *word, struct diags *diags)
{
	const struct list all = privileges_words(diags->arena, UINT32_MAX);
	const char *nearest = diag_nearest(word, (const char *const *)all.items, all.count);
	struct diag *diag = diag_error(diags, object_place_of(object, "privileges"),
				       "%Q is not a privilege", word);

	if (nearest)
		diag->hint = text_format(diags->arena, "did you mean %s?", nearest);
}

static void check(const struct object *object, struct diags *diags)
{
	const struct grant_entry *entry = entry_of(object);

	for (size_t i = 0; i < entry->privileges.count; i++) {
		const char *word = entry->privileges.items[i];

		if (!is_all(word) && !privilege_named(word))
			report_unknown(object, word, diags);
	}
	for (size_t i = 0; entry->grantable && *entry->grantable && i < entry->to.count; i++)
		if (grant_is_public(entry->to.items[i]))
			diag_error(diags, object_place_of(object, "grantable"),
				   "PUBLIC cannot have a grant option");
}

const struct kind object_grant_kind = {
	.name = "grant",
	.plural = "grants",
	.doc = "exactly these privileges for these grantees; entries of one grantee add up",
	.size = sizeof(struct grant_entry),
	.home = HOME_RECORD,
	.fields = fields,
	.check = check,
};
