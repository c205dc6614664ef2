/* SPDX-License-Identifier: PostgreSQL
 *
 * An answer as a graph: roles, PUBLIC and objects; memberships and privileges between them, as far
 * as they are on a path.
 */
#include <string.h>

#include "base/map.h"
#include "explain/answer.h"

struct vertex {
	size_t number;
	const char *label;
	bool object;
};

struct edge {
	const struct vertex *from;
	const struct vertex *to;
	const char *words; /* of a membership; NULL: privileges */
	uint32_t privileges;
	uint32_t options;
	const struct securable *securable;
};

struct graph {
	struct arena *arena;
	const struct explanation *explanation;
	struct map known; /* vertices and edges by what they are */
	struct text key;
	struct list vertices; /* of struct vertex */
	struct list edges;    /* of struct edge */
};

static struct vertex *add_vertex(struct graph *graph, const char *label, bool object)
{
	struct vertex *vertex = arena_alloc(graph->arena, sizeof(*vertex));

	vertex->number = graph->vertices.count;
	vertex->label = label;
	vertex->object = object;
	map_set(&graph->known, arena_strdup(graph->arena, graph->key.at), vertex);
	list_add(graph->arena, &graph->vertices, vertex);
	return vertex;
}

static const struct vertex *role_vertex(struct graph *graph, const char *name)
{
	struct text label = text_in(graph->arena);
	struct vertex *vertex;

	text_cut(&graph->key, 0);
	text_addf(&graph->key, name ? "role %s" : "PUBLIC", name);
	vertex = map_get(&graph->known, graph->key.at);
	if (vertex)
		return vertex;
	words_add_role(&label, "", name);
	return add_vertex(graph, label.at, false);
}

static const struct vertex *target_vertex(struct graph *graph, const struct target *target)
{
	struct text label = text_in(graph->arena);
	struct vertex *vertex;

	words_add_objects(&label, &target->objects, false);
	if (target->database && target->securable->letter != 'd')
		text_addf(&label, " of database %V", target->database);
	text_cut(&graph->key, 0);
	text_addf(&graph->key, "target %z", (size_t)target);
	vertex = map_get(&graph->known, graph->key.at);
	return vertex ? vertex : add_vertex(graph, label.at, true);
}

static struct edge *edge_between(struct graph *graph, const struct vertex *from,
				 const struct vertex *to, const char *words)
{
	struct edge *edge;

	text_cut(&graph->key, 0);
	text_addf(&graph->key, "edge %z %z %s", from->number, to->number, words ? words : "");
	edge = map_get(&graph->known, graph->key.at);
	if (edge)
		return edge;
	edge = arena_alloc(graph->arena, sizeof(*edge));
	edge->from = from;
	edge->to = to;
	edge->words = words;
	map_set(&graph->known, arena_strdup(graph->arena, graph->key.at), edge);
	list_add(graph->arena, &graph->edges, edge);
	return edge;
}

/* What the memberships of the one role in the other let do; pg_database_owner has none that could
 * be granted. */
static const char *membership_words(const struct graph *graph, const struct role_node *member,
				    const struct role_node *role)
{
	bool found = false, inherit = false, set = false, admin = false;

	for (size_t i = 0; i < member->memberships.count; i++) {
		const struct role_edge *edge = member->memberships.items[i];

		if (edge->to != role)
			continue;
		found = true;
		inherit |= edge->inherit;
		set |= edge->set;
		admin |= edge->admin;
	}
	if (!found)
		return "owner of the database";
	return text_format(graph->arena, "%s%s",
			   inherit && set ? "inherit, SET"
			   : inherit      ? "inherit"
					  : "SET only",
			   admin ? ", ADMIN" : "");
}

static void add_memberships(struct graph *graph, const struct step *way)
{
	for (; way && way->from; way = way->from)
		edge_between(graph, role_vertex(graph, way->from->role->name),
			     role_vertex(graph, way->role->name),
			     membership_words(graph, way->from->role, way->role));
}

static void add_path(struct graph *graph, const struct target *target, const struct path *path)
{
	static const char *const words[] = {
		[PATH_SUPERUSER] = "superuser", [PATH_OWNER] = "owner", [PATH_PREDEFINED] = NULL};
	const struct vertex *from = role_vertex(graph, path->holder);
	struct edge *edge = edge_between(graph, from, target_vertex(graph, target),
					 path->source == PATH_GRANT ? NULL : words[path->source]);

	edge->privileges |= path->privileges;
	edge->options |= path->source == PATH_GRANT ? path->options : 0;
	edge->securable = target->securable;
	add_memberships(graph, path->way);
}

static struct graph graph_of(struct arena *arena, const struct explanation *explanation)
{
	struct graph graph = {.arena = arena,
			      .explanation = explanation,
			      .known = map_in(arena),
			      .key = text_in(arena)};

	for (size_t i = 0; i < explanation->asked.count; i++)
		role_vertex(&graph, ((const struct role_node *)explanation->asked.items[i])->name);
	for (size_t i = 0; i < explanation->answers.count; i++) {
		const struct answer *answer = explanation->answers.items[i];

		for (size_t j = 0; j < answer->paths.count; j++)
			if (answer_shows(explanation, answer, answer->paths.items[j]))
				add_path(&graph, answer->target, answer->paths.items[j]);
	}
	return graph;
}

static const char *label_of(const struct graph *graph, const struct edge *edge)
{
	struct text label = text_in(graph->arena);
	const uint32_t options = edge->options & edge->privileges;

	if (edge->words)
		return edge->words;
	words_add_privileges(&label, edge->securable, edge->privileges,
			     graph->explanation->facts->version);
	if (options)
		text_add(&label, options == edge->privileges ? ", with grant option"
							     : ", some with grant option");
	return label.at;
}

void explain_show_dot(struct text *text, const struct explanation *explanation)
{
	struct arena *scratch = arena_create(NULL);
	const struct graph graph = graph_of(scratch, explanation);

	text_add(text, "digraph explain {\n\trankdir=LR;\n");
	for (size_t i = 0; i < graph.vertices.count; i++) {
		const struct vertex *vertex = graph.vertices.items[i];

		text_addf(text, "\tn%z [label=%D, shape=%s];\n", vertex->number, vertex->label,
			  vertex->object ? "box" : "ellipse");
	}
	for (size_t i = 0; i < graph.edges.count; i++) {
		const struct edge *edge = graph.edges.items[i];

		text_addf(text, "\tn%z -> n%z [label=%D%s];\n", edge->from->number,
			  edge->to->number, label_of(&graph, edge),
			  edge->to->object ? "" : ", style=dashed");
	}
	text_add(text, "}\n");
	arena_destroy(scratch);
}

void explain_show_mermaid(struct text *text, const struct explanation *explanation)
{
	struct arena *scratch = arena_create(NULL);
	const struct graph graph = graph_of(scratch, explanation);

	text_add(text, "flowchart LR\n");
	for (size_t i = 0; i < graph.vertices.count; i++) {
		const struct vertex *vertex = graph.vertices.items[i];

		text_addf(text, vertex->object ? "\tn%z[%M]\n" : "\tn%z([%M])\n", vertex->number,
			  vertex->label);
	}
	for (size_t i = 0; i < graph.edges.count; i++) {
		const struct edge *edge = graph.edges.items[i];

		text_addf(text, edge->to->object ? "\tn%z -->|%M| n%z\n" : "\tn%z -.->|%M| n%z\n",
			  edge->from->number, label_of(&graph, edge), edge->to->number);
	}
	arena_destroy(scratch);
}
