/* SPDX-License-Identifier: PostgreSQL
 *
 * Answers → lines.
 */
#include "explain/lines.h"

#include <string.h>

#include "kinds/kinds.h"

enum { ROLES_NAMED = 3 };

static bool is_everybody(const struct printer *printer)
{
	return printer->explanation->question->everybody;
}

/* The lines while they are made. */
struct maker {
	const struct printer *printer;
	struct list lines; /* of struct line */
	struct map known;  /* the same, by what is alike in those that are joined */
	struct text key;
	const struct target *target; /* of the last section */
	const char *section;
};

/* Sections: the cluster's, then the databases'; of everybody one for each sort of object. */
static const char *section_of(const struct printer *printer, const struct answer *answer)
{
	const struct target *target = answer->target;
	const bool local = target->database && target->securable->letter != 'd';
	struct text section = text_in(printer->scratch);

	if (local)
		text_addf(&section, "database %V", target->database);
	else
		text_add(&section, "cluster");
	if (is_everybody(printer)) {
		text_add(&section, ", ");
		words_add_objects(&section, &target->objects, printer->options->all);
		if (*target->owner)
			words_add_role(&section, ", owner ", target->owner);
	} else if (answer->lacks & LACKS_CONNECT) {
		words_add_role(&section, ": ", answer->role ? answer->role->name : NULL);
		text_add(&section, " has no CONNECT");
	}
	return section.at;
}

/* What is said elsewhere of the role as a whole, or of the database, is not said in each line. */
static void add_lacks(const struct printer *printer, struct text *text, const struct answer *answer)
{
	const struct target *target = answer->target;
	const char *separator = "  (";
	const unsigned lacks = answer->lacks;

	if (is_everybody(printer) && lacks & LACKS_LOGIN) {
		text_addf(text, "%sno login", separator);
		separator = ", ";
	}
	if (is_everybody(printer) && lacks & LACKS_CONNECT) {
		text_addf(text, "%sno CONNECT on database %V", separator, target->database);
		separator = ", ";
	}
	if (lacks & LACKS_USAGE) {
		text_addf(text, "%sno USAGE on schema %V", separator,
			  object_name(target->schema->objects.items[0]));
		separator = ", ";
	}
	if (*separator == ',')
		text_add(text, ")");
}

/* The line for what says the same; object is NULL where objects are joined. */
static struct line *line_for(struct maker *maker, const struct answer *answer,
			     const struct object *object, uint32_t privileges, const char *details)
{
	struct arena *scratch = maker->printer->scratch;
	const struct target *target = answer->target;
	const struct object *first = target->objects.items[0];
	const char *schema = object_text(first, "schema");
	struct line *line;

	if (target != maker->target)
		maker->section = section_of(maker->printer, answer);
	maker->target = target;
	text_cut(&maker->key, 0);
	text_addf(&maker->key, "%J %s %J %J %l %z %s", maker->section, target->securable->name,
		  schema ? schema : "",
		  first->kind == &column_kind ? object_text(first, "table") : "",
		  (long long)privileges, (size_t)object, details);
	line = map_get(&maker->known, maker->key.at);
	if (line)
		return line;
	line = arena_alloc(scratch, sizeof(*line));
	line->section = maker->section;
	line->securable = target->securable;
	line->privileges = privileges;
	line->details = details;
	map_set(&maker->known, arena_strdup(scratch, maker->key.at), line);
	list_add(scratch, &maker->lines, line);
	return line;
}

/* With --all each object has a line of its own. */
static void add_line(struct maker *maker, const struct answer *answer, uint32_t privileges,
		     const char *details)
{
	struct arena *scratch = maker->printer->scratch;
	const struct list *objects = &answer->target->objects;
	const bool all = maker->printer->options->all;

	if (is_everybody(maker->printer)) {
		struct line *line = line_for(maker, answer, NULL, privileges, details);

		list_add(scratch, &line->roles, answer->role ? answer->role->name : NULL);
		return;
	}
	if (!all)
		list_join(scratch, &line_for(maker, answer, NULL, privileges, details)->objects,
			  objects);
	for (size_t i = 0; all && i < objects->count; i++)
		list_add(scratch,
			 &line_for(maker, answer, objects->items[i], privileges, details)->objects,
			 objects->items[i]);
}

static void add_path(struct maker *maker, const struct answer *answer, const struct path *path)
{
	struct text details = text_in(maker->printer->scratch);

	words_add_path(&details, path, answer->role);
	add_lacks(maker->printer, &details, answer);
	add_line(maker, answer, path->privileges, details.at);
}

/* What is asked about by name is said even where there is no path. */
static void add_answer(struct maker *maker, const struct answer *answer)
{
	const uint32_t privilege = maker->printer->explanation->question->privilege;

	if (!answer->paths.count)
		add_line(maker, answer, privilege, privilege ? "no" : "");
	for (size_t i = 0; i < answer->paths.count; i++)
		if (answer_shows(maker->printer->explanation, answer, answer->paths.items[i]))
			add_path(maker, answer, answer->paths.items[i]);
}

static bool hides(const struct printer *printer, const struct line *line)
{
	const size_t count = is_everybody(printer) ? line->roles.count : line->objects.count;

	return !printer->options->all && count > ROLES_NAMED;
}

void answer_add_roles(const struct printer *printer, struct text *text, const struct list *roles)
{
	if (!printer->options->all && roles->count > ROLES_NAMED) {
		text_addf(text, "%z roles", roles->count);
		return;
	}
	for (size_t i = 0; i < roles->count; i++)
		words_add_role(text, i ? ", " : "", roles->items[i]);
}

static void set_title(const struct printer *printer, struct line *line)
{
	const int version = printer->explanation->facts->version;
	struct text title = text_in(printer->scratch);

	if (is_everybody(printer)) {
		answer_add_roles(printer, &title, &line->roles);
		text_add(&title, ": ");
		words_add_privileges(&title, line->securable, line->privileges, version);
	} else {
		words_add_privileges(&title, line->securable, line->privileges, version);
		text_add(&title, " on ");
		words_add_objects(&title, &line->objects, printer->options->all);
	}
	line->title = title.at;
	if (hides(printer, line))
		line->details =
			text_format(printer->scratch, "%s  (--all lists them)", line->details);
}

struct list answer_lines(const struct printer *printer, const struct role_node *role, size_t *next)
{
	const struct list *answers = &printer->explanation->answers;
	struct maker maker = {.printer = printer,
			      .known = map_in(printer->scratch),
			      .key = text_in(printer->scratch)};

	for (; *next < answers->count; (*next)++) {
		const struct answer *answer = answers->items[*next];

		if (!is_everybody(printer) && answer->role != role)
			break;
		add_answer(&maker, answer);
	}
	for (size_t i = 0; i < maker.lines.count; i++)
		set_title(printer, maker.lines.items[i]);
	return maker.lines;
}
