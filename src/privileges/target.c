/* SPDX-License-Identifier: PostgreSQL
 *
 * In three steps: what stays of what there is; what is wished for and missing; and what cannot stay
 * because its grantor would have nothing to grant on (recursive_revoke() in acl.c), where whatever
 * is wished for comes back as the owner's grant. A grantor may have lost that long ago, and kept
 * its grants, by being a member of a role that has it: they are left as they are.
 */
#include "privileges/target.h"

#include <string.h>

static bool is_owner(const struct target *target, const char *name)
{
	return name && strcmp(name, target->owner) == 0;
}

static bool is_beyond(const struct target *target, const char *grantor)
{
	return target->beyond && grantor && !is_owner(target, grantor) &&
	       target->beyond(grantor, target->context);
}

/* What is wished for a grantee by a grantor, of all wishes together. */
struct sum {
	bool mentioned;
	uint32_t privileges;
	uint32_t options;
};

static struct sum sum_of(const struct target *target, const char *grantee, const char *grantor)
{
	struct sum sum = {0};
	bool exact = false;

	for (size_t i = 0; i < target->wish_count; i++) {
		const struct wish *wish = &target->wishes[i];

		if (!acl_same_name(wish->grantee, grantee))
			continue;
		sum.mentioned = true;
		exact |= wish->owner_exact;
		/* what cannot be granted by whom it shall be is left to others meanwhile */
		if (wish->grantor && !acl_same_name(wish->grantor, grantor) &&
		    !is_beyond(target, wish->grantor))
			continue;
		sum.privileges |= wish->privileges;
		sum.options |= wish->options;
	}
	if (sum.mentioned && is_owner(target, grantee)) {
		sum.privileges |= exact ? 0 : target->own;
		sum.options = sum.privileges; /* an owner can always grant */
	}
	return sum;
}

/* What may stay of an entry. */
static struct acl_entry what_stays(const struct target *target, const struct acl_entry *entry)
{
	const struct sum sum = sum_of(target, entry->grantee, entry->grantor);
	struct acl_entry stays = *entry;
	uint32_t allowed, options;

	if (target->additive || (!sum.mentioned && !target->binds(entry->grantee, target->context)))
		return stays;
	if (sum.mentioned) {
		allowed = sum.privileges;
		options = sum.options;
	} else {
		const bool own = is_owner(target, entry->grantee);

		allowed = acl_privileges(target->limit, entry->grantee) | (own ? target->own : 0);
		options = own ? allowed : acl_options(target->limit, entry->grantee);
	}
	stays.privileges &= allowed;
	stays.options &= allowed & options;
	return stays;
}

/* Of a wish, what the draft does not have. */
static uint32_t missing(const struct target *target, const struct acl_draft *draft,
			const struct wish *wish)
{
	const struct acl_entry has = acl_draft_held(draft, wish->grantee, wish->grantor);

	if (!is_owner(target, wish->grantee))
		return (wish->privileges & ~has.privileges) | (wish->options & ~has.options);
	return (wish->privileges | (wish->owner_exact || wish->grantor ? 0 : target->own)) &
	       ~has.privileges;
}

/* Of a wish, what its grantor can grant. */
static uint32_t grantable(struct arena *scratch, const struct acl_draft *draft,
			  const struct wish *wish)
{
	if (!wish->grantor)
		return UINT32_MAX; /* the owner */
	if (!wish->options)
		return acl_draft_grantable(draft, wish->grantor);
	return acl_draft_can_entrust(scratch, draft, wish->grantor, wish->grantee);
}

/* Adds what can be added of the wishes; whether there was any. */
static bool fulfil(const struct target *target, struct arena *scratch, struct acl_draft *draft)
{
	bool added = false;

	for (size_t i = 0; i < target->wish_count; i++) {
		const struct wish *wish = &target->wishes[i];
		const char *grantor = wish->grantor ? wish->grantor : target->owner;
		struct acl_entry *entry;
		const uint32_t more = missing(target, draft, wish) &
				      grantable(scratch, draft, wish);

		if (!more || is_beyond(target, wish->grantor))
			continue;
		entry = acl_draft_entry(draft, wish->grantee, grantor);
		entry->privileges |= more;
		entry->options |= is_owner(target, wish->grantee) ? 0 : more & wish->options;
		added = true;
	}
	return added;
}

static void note(const struct target *target, struct list *list, struct acl_entry like)
{
	struct acl_entry *entry = arena_alloc(target->acls->arena, sizeof(*entry));

	*entry = like;
	list_add(target->acls->arena, list, entry);
}

static void note_lost(const struct target *target, const struct acl_entry *entry, uint32_t gone,
		      struct target_faults *faults)
{
	struct acl_entry lost = *entry;

	lost.privileges = gone;
	lost.options &= gone;
	if (!sum_of(target, entry->grantee, NULL).mentioned &&
	    !target->binds(entry->grantee, target->context))
		note(target, &faults->lost, lost);
}

/* What a third party has by the grant of a role that is to go is the owner's grant from then on. */
static void give_on(const struct target *target, struct acl_draft *draft,
		    const struct acl_entry *entry, uint32_t privileges)
{
	const uint32_t options = entry->options & privileges;
	struct acl_entry *owners;

	if (sum_of(target, entry->grantee, NULL).mentioned ||
	    target->binds(entry->grantee, target->context))
		return;
	owners = acl_draft_entry(draft, entry->grantee, target->owner);
	owners->privileges |= privileges;
	owners->options |= options;
}

/* Takes out what its grantor could grant before, and no longer can; whether there was any. Where
 * something is wished for the grantee, that comes back before further ones are looked at, since
 * they may hang on it. */
static bool drop_unfounded(const struct target *target, const struct acl_draft *before,
			   struct acl_draft *draft, struct target_faults *faults)
{
	bool dropped = false;

	for (size_t i = 0; i < draft->count; i++) {
		struct acl_entry *entry = &draft->entries[i];
		const uint32_t gone = entry->privileges & acl_draft_ground(before, entry->grantor) &
				      ~acl_draft_ground(draft, entry->grantor);

		if (!gone || is_beyond(target, entry->grantor))
			continue;
		if (target->retires && target->retires(entry->grantor, target->context))
			give_on(target, draft, entry, gone);
		else
			note_lost(target, entry, gone, faults);
		entry = &draft->entries[i];
		entry->privileges &= ~gone;
		entry->options &= ~gone;
		dropped = true;
		if (sum_of(target, entry->grantee, NULL).mentioned)
			break;
	}
	return dropped;
}

/* What stays of all that there is. */
static void keep(const struct target *target, struct acl_draft *draft, struct target_faults *faults)
{
	for (size_t i = 0; i < draft->count; i++) {
		struct acl_entry *entry = &draft->entries[i];
		const struct acl_entry stays = what_stays(target, entry);
		struct acl_entry goes = *entry;

		goes.privileges &= ~stays.privileges;
		goes.options &= goes.privileges;
		if (!is_beyond(target, entry->grantor))
			*entry = stays;
		else if (goes.privileges)
			note(target, &faults->kept, goes);
	}
}

/* A grantor that has lost its option gets it for the time in which something is revoked that it
 * granted; what else it granted would hang on that, and becomes the owner's grant. */
static void move_to_owner(const struct target *target, const struct acl_draft *before,
			  struct acl_draft *draft, const char *grantor, uint32_t lent)
{
	for (size_t i = 0; i < before->count; i++) {
		struct acl_entry *entry = &draft->entries[i], *owners;
		const uint32_t moved = entry->privileges & lent;
		const uint32_t options = entry->options & moved;

		if (!moved || !acl_same_name(entry->grantor, grantor))
			continue;
		entry->privileges &= ~moved;
		entry->options &= ~moved;
		owners = acl_draft_entry(draft, entry->grantee, target->owner);
		owners->privileges |= moved;
		owners->options |= options;
	}
}

static void move_unfounded(const struct target *target, const struct acl_draft *before,
			   struct acl_draft *draft)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct acl_entry *entry = &before->entries[i];
		const uint32_t lent = entry->privileges & ~draft->entries[i].privileges &
				      ~acl_draft_grantable(before, entry->grantor) &
				      ~acl_draft_grantable(draft, entry->grantor);

		if (lent && !is_beyond(target, entry->grantor))
			move_to_owner(target, before, draft, entry->grantor, lent);
	}
}

/* What is wished for and not to be had. */
static void note_missing(const struct target *target, const struct acl_draft *draft,
			 struct target_faults *faults)
{
	for (size_t i = 0; i < target->wish_count; i++) {
		const struct wish *wish = &target->wishes[i];
		const uint32_t lacks = missing(target, draft, wish);

		if (lacks && is_beyond(target, wish->grantor))
			note(target, &faults->held,
			     (struct acl_entry){.grantee = wish->grantee,
						.grantor = wish->grantor,
						.privileges = lacks,
						.options = lacks & wish->options});
		else if (lacks)
			list_add(target->acls->arena, &faults->vain, wish);
	}
}

const struct acl *target_acl(const struct target *target, struct target_faults *faults)
{
	struct arena *scratch = arena_create(NULL);
	struct acl_draft before = acl_draft_of(scratch, target->actual, target->owner, 0);
	struct acl_draft draft = acl_draft_of(scratch, target->actual, target->owner,
					      target->wish_count + target->actual->count);
	const struct acl *acl;

	before.above = draft.above = target->above;
	*faults = (struct target_faults){0};
	keep(target, &draft, faults);
	while (fulfil(target, scratch, &draft) || drop_unfounded(target, &before, &draft, faults))
		;
	move_unfounded(target, &before, &draft);
	note_missing(target, &draft, faults);
	acl = acl_make(target->acls, draft.entries, draft.count);
	arena_destroy(scratch);
	return acl;
}
