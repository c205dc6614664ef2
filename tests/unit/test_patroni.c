/* SPDX-License-Identifier: PostgreSQL
 *
 * What may be the URL of Patroni's REST API.
 */
#include "kinds/cluster/cluster.h"
#include "unit.h"

static const struct {
	const char *url;
	const char *message; /* NULL: there is nothing wrong with it */
} rows[] = {
	{"http://db1", NULL},
	{"https://db1:8008", NULL},
	{"https://db1:8008/", NULL},
	{"HTTPS://10.0.0.1:8008", NULL},
	{"http://[::1]:8008", NULL},
	{"", "\"\" is no URL of http or https"},
	{"db1:8008", "\"db1:8008\" is no URL of http or https"},
	{"ftp://db1", "\"ftp://db1\" is no URL of http or https"},
	{"http://db 1", "\"http://db 1\" is no URL of http or https"},
	{"http://db1\n", "\"http://db1\\n\" is no URL of http or https"},
	{"http://d\xc3\xb6", "\"http://d\xc3\xb6\" is no URL of http or https"},
	{"https://", "the URL \"https://\" has no host"},
	{"https://:8008", "the URL \"https://:8008\" has no host"},
	{"https:///config", "the URL \"https:///config\" has no host"},
	{"https://db1/patroni", "the URL \"https://db1/patroni\" has more than host and port"},
	{"https://db1?a=b", "the URL \"https://db1?a=b\" has more than host and port"},
	{"https://robot:geheim@db1", "a user and a password do not belong into a manifest"},
	{"https://robot@db1", "a user and a password do not belong into a manifest"},
};

START_TEST(urls)
{
	struct diags *diags = diags_in(unit_arena());
	struct patroni_entry *entry =
		(struct patroni_entry *)object_new(unit_arena(), &patroni_kind);

	entry->url = rows[_i].url;
	patroni_kind.check(&entry->object, diags);
	ck_assert_uint_eq(diags->list.count, rows[_i].message != NULL);
	if (rows[_i].message)
		ck_assert_str_eq(((const struct diag *)diags->list.items[0])->message,
				 rows[_i].message);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("patroni");

	unit_add_rows(suite, urls, sizeof(rows) / sizeof(*rows));
	return suite;
}
