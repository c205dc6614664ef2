/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the entries that say what a list has other than the built-in one.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"
#include "privileges/privileges.h"

struct teller {
	struct arena *arena;
	const struct state *state;
	struct diags *diags;
	const struct object *object;
	const struct securable *securable;
	const char *owner;
	int version;
	struct list entries;
};

/* What an entry says of one grantee, by one grantor. */
struct told {
	const char *grantee;
	const char *grantor; /* NULL: the owner */
	uint32_t privileges;
	bool grantable;
	bool owner_exact;
};

/* An entry that says just that of others. */
static struct grant_entry *find_entry(const struct teller *teller, const struct told *told)
{
	for (size_t i = 0; i < teller->entries.count; i++) {
		struct grant_entry *entry = teller->entries.items[i];

		if (!entry->owner_exact == !told->owner_exact &&
		    !entry->grantable == !told->grantable &&
		    acl_same_name(entry->granted_by, told->grantor) &&
		    grant_privileges(entry, teller->securable, teller->version) == told->privileges)
			return entry;
	}
	return NULL;
}

static bool is_gone(const struct teller *teller, const char *role)
{
	return role && !state_named(teller->state, &role_kind, NULL, role);
}

/* Why no entry can say it, or NULL. */
static const char *unwritable(const struct teller *teller, const struct told *told)
{
	if (is_gone(teller, told->grantee) || is_gone(teller, told->grantor))
		return "a role is gone";
	if (told->grantee && grant_is_public(told->grantee))
		return "there that name means everybody";
	return NULL;
}

static void tell(struct teller *teller, const struct told *told)
{
	struct grant_entry *entry = find_entry(teller, told);
	const char *why = unwritable(teller, told);

	if (why) {
		diag_warning(teller->diags, no_place(),
			     "the privileges of role %Q on %s are left out of the manifest: %s",
			     told->grantee ? told->grantee : "PUBLIC",
			     object_title_in(teller->arena, teller->object), why);
		return;
	}
	if (!entry) {
		entry = (struct grant_entry *)object_new(teller->arena, &object_grant_kind);
		entry->privileges = privileges_words(teller->arena, told->privileges);
		entry->grantable = told->grantable ? field_bool(true) : NULL;
		entry->owner_exact = told->owner_exact ? field_bool(true) : NULL;
		entry->granted_by = told->grantor;
		list_add(teller->arena, &teller->entries, entry);
	}
	list_add(teller->arena, &entry->to, told->grantee ? told->grantee : "PUBLIC");
}

/* Whether the grantor need not be said: it is the owner, and nobody else has granted the grantee
 * anything, which would do for an entry that does not say. */
static bool is_plain(const struct teller *teller, const struct acl *acl, const char *grantee)
{
	for (size_t i = 0; i < acl->count; i++)
		if (acl_same_name(acl->entries[i].grantee, grantee) &&
		    !acl_same_name(acl->entries[i].grantor, teller->owner))
			return false;
	return true;
}

/* One entry of a list is two where some of it may be granted on. */
static void tell_entry(struct teller *teller, const struct acl *acl, const struct acl_entry *entry)
{
	const bool own = acl_same_name(entry->grantee, teller->owner);
	const uint32_t options = own ? 0 : entry->options;
	struct told told = {
		.grantee = entry->grantee,
		.grantor = is_plain(teller, acl, entry->grantee) ? NULL : entry->grantor,
		.owner_exact = own,
	};

	told.privileges = entry->privileges & ~options;
	if (told.privileges)
		tell(teller, &told);
	told.privileges = options;
	told.grantable = true;
	if (options)
		tell(teller, &told);
}

/* Whether the grantee has just what is built in. */
static bool is_builtin(const struct acl *acl, const struct acl *builtin, const char *grantee,
		       const struct teller *teller)
{
	if (!is_plain(teller, acl, grantee))
		return false;
	return acl_privileges(acl, grantee) == acl_privileges(builtin, grantee) &&
	       (acl_same_name(grantee, teller->owner) || !acl_options(acl, grantee));
}

static void tell_list(struct teller *teller, const struct acl *acl, const struct acl *builtin)
{
	for (size_t i = 0; i < acl->count; i++)
		if (!is_builtin(acl, builtin, acl->entries[i].grantee, teller))
			tell_entry(teller, acl, &acl->entries[i]);
	for (size_t i = 0; i < builtin->count; i++) {
		const char *grantee = builtin->entries[i].grantee;

		if (!acl_privileges(acl, grantee))
			tell(teller,
			     &(struct told){.grantee = grantee, .owner_exact = grantee != NULL});
	}
}

void privileges_tell(struct state *actual, const struct facts *facts, struct diags *diags)
{
	struct acls acls = acls_in(actual->arena);

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct kind *kind = kinds_all[i];
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; kind->securable && j < set->count; j++) {
			struct object *object = set->items[j];
			struct teller teller = {
				.arena = actual->arena,
				.state = actual,
				.diags = diags,
				.object = object,
				.securable = securable_of(kind->securable),
				.owner = field_get(kind_field(kind, "owner"), object),
				.version = facts->version};
			const char *text = field_get(kind_field(kind, "acl"), object);
			const struct acl *acl = text ? acl_read(&acls, text) : NULL;

			if (!acl || !teller.owner)
				continue;
			tell_list(
				&teller, acl,
				acl_default(&acls, teller.securable, teller.owner, facts->version));
			field_set_list(kind_field(kind, "grants"), object, &teller.entries);
		}
	}
}
