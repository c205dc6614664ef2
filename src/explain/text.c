/* SPDX-License-Identifier: PostgreSQL
 *
 * An answer as a person reads it.
 */
#include <string.h>

#include "base/width.h"
#include "explain/lines.h"

/* Paths begin in one column of their section, as in a plan; and so many roles of a list of
 * memberships are named. */
enum {
	NARROWEST_TITLE = 30,
	WIDEST_TITLE = 60,
	SHOWN_OF_IDENTIFIER = 4,
	MEMBERSHIPS_NAMED = 10,
};

static size_t title_width(const struct list *lines, size_t from)
{
	const struct line *first = lines->items[from];
	size_t widest = NARROWEST_TITLE;

	for (size_t i = from; i < lines->count; i++) {
		const struct line *line = lines->items[i];
		const size_t columns = width_of_text(line->title);

		if (strcmp(line->section, first->section) != 0)
			break;
		if (columns > widest && columns <= WIDEST_TITLE)
			widest = columns;
	}
	return widest;
}

static void show_line(const struct printer *printer, const struct line *line, size_t indent)
{
	text_addf(printer->text, "  %s", line->title);
	if (*line->details) {
		for (size_t columns = width_of_text(line->title); columns < indent; columns++)
			text_add(printer->text, " ");
		text_addf(printer->text, "  %s", line->details);
	}
	text_add(printer->text, "\n");
}

static int compare_sections(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return strcmp(x->section, y->section);
}

static void show_lines(const struct printer *printer, struct list *lines)
{
	const char *section = "";
	size_t indent = 0;

	if (!printer->explanation->question->everybody)
		list_sort(lines, compare_sections);
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = lines->items[i];

		if (strcmp(line->section, section) != 0) {
			text_addf(printer->text, "%s\n", line->section);
			indent = title_width(lines, i);
		}
		section = line->section;
		show_line(printer, line, indent);
	}
}

/* What a role is. */

static void add_attributes(const struct printer *printer, const struct role_node *role)
{
	static const char *const flags[] = {"superuser",   "createdb",  "createrole",
					    "replication", "bypassrls", NULL};
	const struct kind *kind = role->role->kind;

	text_add(printer->text, role->login ? ": login" : ": no login");
	for (const char *const *flag = flags; *flag; flag++) {
		const bool *value = field_get(kind_field(kind, *flag), role->role);

		if (value && *value)
			text_addf(printer->text, ", %s", *flag);
	}
	if (!role->inherit)
		text_add(printer->text, ", no inherit");
}

/* One line of roles, of which as many are named as a person reads. */
static void show_roles(const struct printer *printer, const char *label, const struct list *names)
{
	const size_t most = printer->options->all ? names->count : MEMBERSHIPS_NAMED;

	if (!names->count)
		return;
	text_addf(printer->text, "  %s ", label);
	for (size_t i = 0; i < names->count && i < most; i++)
		text_addf(printer->text, i ? ", %s" : "%s", (const char *)names->items[i]);
	if (names->count > most)
		text_addf(printer->text, " and %z more  (--all lists them)", names->count - most);
	text_add(printer->text, "\n");
}

static const char *role_word(const struct printer *printer, const struct role_node *role,
			     const struct role_node *set_role)
{
	struct text word = text_in(printer->scratch);

	words_add_role(&word, "", role->name);
	if (set_role)
		words_add_role(&word, " after SET ROLE ", set_role->name);
	return word.at;
}

/* The roles that these steps lead to. */
static struct list names_of(const struct printer *printer, const struct list *steps, size_t from)
{
	struct list names = {0};

	for (size_t i = from; i < steps->count; i++)
		list_add(printer->scratch, &names,
			 role_word(printer, ((const struct step *)steps->items[i])->role, NULL));
	return names;
}

static struct list names_of_administered(const struct printer *printer, struct role_node *role)
{
	const struct list all = roles_administered(printer->explanation->roles, role);
	struct list names = {0};

	for (size_t i = 0; i < all.count; i++) {
		const struct administered *one = all.items[i];

		list_add(printer->scratch, &names, role_word(printer, one->role, one->set_role));
	}
	return names;
}

/* The same roles in the same order, as where a role may SET ROLE to all that it inherits from. */
static bool same_roles(const struct list *a, size_t from, const struct list *b)
{
	if (a->count - from != b->count)
		return false;
	for (size_t i = 0; i < b->count; i++)
		if (((const struct step *)a->items[from + i])->role !=
		    ((const struct step *)b->items[i])->role)
			return false;
	return true;
}

static void show_memberships(const struct printer *printer, struct role_node *role)
{
	const struct reach *reach = roles_reach(printer->explanation->roles, role, NULL);
	const struct list inherited = names_of(printer, &reach->inherited, 1);
	const struct list set = names_of(printer, &reach->set, 0);
	const struct list administered = names_of_administered(printer, role);

	for (size_t i = 0; i < reach->set.count; i++) {
		const struct step *step = reach->set.items[i];

		if (!step->role->superuser)
			continue;
		words_add_role(printer->text, "  may do everything after SET ROLE ",
			       step->role->name);
		text_add(printer->text, ", a superuser\n");
	}
	if (same_roles(&reach->inherited, 1, &reach->set)) {
		show_roles(printer, "inherits from and may SET ROLE to", &inherited);
	} else {
		show_roles(printer, "inherits from", &inherited);
		show_roles(printer, "may SET ROLE to", &set);
	}
	show_roles(printer, "may administer", &administered);
}

/* What it is a member of is said where no object is named. */
static void show_role(const struct printer *printer, struct role_node *role)
{
	words_add_role(printer->text, role ? "role " : "", role ? role->name : NULL);
	if (role)
		add_attributes(printer, role);
	text_add(printer->text, "\n");
	if (!role || printer->explanation->question->has_name)
		return;
	if (role->superuser)
		text_add(printer->text, "  may do everything, as a superuser; below is what it "
					"could do without being one\n");
	show_memberships(printer, role);
	text_add(printer->text, "\n");
}

/* A question to which yes or no is the answer. */

static const struct answer *only_answer(const struct explanation *explanation)
{
	const struct answer *only = NULL;

	if (!explanation->question->privilege || !explanation->question->has_name ||
	    explanation->question->everybody)
		return NULL;
	for (size_t i = 0; i < explanation->answers.count; i++) {
		const struct answer *answer = explanation->answers.items[i];

		if (answer->target->along)
			continue;
		if (only || answer->target->objects.count > 1)
			return NULL;
		only = answer;
	}
	return only;
}

static void add_but(const struct printer *printer, const struct answer *answer)
{
	const struct target *target = answer->target;

	if (answer->lacks & LACKS_LOGIN)
		text_add(printer->text, "but it cannot log in\n");
	if (answer->lacks & LACKS_CONNECT)
		text_addf(printer->text, "but it has no CONNECT on database %V\n",
			  target->database);
	if (answer->lacks & LACKS_USAGE)
		text_addf(printer->text, "but it has no USAGE on schema %V\n",
			  object_name(target->schema->objects.items[0]));
}

static void add_verdict(const struct printer *printer, const struct answer *answer)
{
	const struct target *target = answer->target;
	const bool yes = answer_inherited(answer), after = answer_after(answer);

	text_add(printer->text, yes ? "yes: " : after ? "only after SET ROLE: " : "no: ");
	words_add_role(printer->text, "", answer->role ? answer->role->name : NULL);
	text_add(printer->text, yes || after ? " has " : " has no ");
	privileges_add_words(printer->text, printer->explanation->question->privilege);
	text_add(printer->text, " on ");
	words_add_objects(printer->text, &target->objects, true);
	if (target->database && target->securable->letter != 'd')
		text_addf(printer->text, " of database %V", target->database);
	text_add(printer->text, "\n");
	for (size_t i = 0; i < answer->paths.count; i++) {
		text_add(printer->text, "  ");
		words_add_path(printer->text, answer->paths.items[i], answer->role);
		text_add(printer->text, "\n");
	}
	add_but(printer, answer);
}

/* Beside the answer for the table that for some of its columns. */
static void show_verdict(const struct printer *printer, const struct answer *only)
{
	size_t next = 0;
	const struct list lines = answer_lines(printer, only->role, &next);
	struct list columns = {0};

	add_verdict(printer, only);
	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = lines.items[i];

		if (line->securable->letter != 'c' || only->target->securable->letter == 'c')
			continue;
		list_add(printer->scratch, &columns, line);
	}
	for (size_t i = 0; i < columns.count; i++)
		show_line(printer, columns.items[i], title_width(&columns, 0));
}

/* Everybody. */

static void show_superusers(const struct printer *printer)
{
	const struct list *roles = roles_all(printer->explanation->roles);
	struct list names = {0};

	for (size_t i = 0; i < roles->count; i++) {
		const struct role_node *role = roles->items[i];

		if (role->superuser)
			list_add(printer->scratch, &names, role->name);
	}
	text_add(printer->text, "superusers, who may do everything: ");
	answer_add_roles(printer, printer->text, &names);
	text_add(printer->text, "\n");
}

static void show_everybody(const struct printer *printer)
{
	size_t next = 0;
	struct list lines = answer_lines(printer, NULL, &next);

	show_lines(printer, &lines);
	show_superusers(printer);
}

/* One role, NULL for PUBLIC, whose answers begin with the next one. */
static void show_one(const struct printer *printer, struct role_node *role, size_t *next)
{
	struct list lines = answer_lines(printer, role, next);

	show_role(printer, role);
	show_lines(printer, &lines);
	if (!lines.count)
		text_add(printer->text, "  no privileges\n");
}

void explain_show_text(struct text *text, const struct explanation *explanation,
		       const struct explain_options *options)
{
	const struct printer printer = {.text = text,
					.explanation = explanation,
					.options = options,
					.scratch = arena_create(NULL)};
	const struct facts *facts = explanation->facts;
	const struct answer *only = only_answer(explanation);
	size_t next = 0;

	text_addf(text, "pgmob explain: cluster %s… at %V (PostgreSQL %s)\n\n",
		  arena_strndup(printer.scratch, facts->system_identifier, SHOWN_OF_IDENTIFIER),
		  facts->server, facts->version_text);
	if (only)
		show_verdict(&printer, only);
	else if (explanation->question->everybody)
		show_everybody(&printer);
	else if (explanation->question->public)
		show_one(&printer, NULL, &next);
	for (size_t i = 0; !only && i < explanation->asked.count; i++) {
		text_add(text, i ? "\n" : "");
		show_one(&printer, explanation->asked.items[i], &next);
	}
	arena_destroy(printer.scratch);
}
