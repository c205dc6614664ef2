"""The administrators of managed servers, who are no superusers: roles and databases are set up as the providers do."""

import json

from framework import versions

# The provider's superuser is the test's; what else it keeps for itself, and its customer's administrator.
RDS = """
CREATE ROLE rdsadmin SUPERUSER LOGIN;
CREATE ROLE rds_superuser;
CREATE ROLE rds_replication;
CREATE ROLE rds_password;
GRANT pg_monitor, pg_signal_backend, rds_replication, rds_password TO rds_superuser WITH ADMIN OPTION;
CREATE ROLE admin LOGIN CREATEROLE CREATEDB;
GRANT rds_superuser TO admin WITH ADMIN OPTION;
CREATE DATABASE rdsadmin OWNER rdsadmin;
REVOKE CONNECT ON DATABASE rdsadmin FROM PUBLIC;
ALTER DATABASE postgres OWNER TO admin;
"""
CLOUD_SQL = """
CREATE ROLE cloudsqladmin SUPERUSER LOGIN;
CREATE ROLE cloudsqlsuperuser CREATEROLE CREATEDB;
GRANT pg_monitor, pg_signal_backend TO cloudsqlsuperuser;
CREATE ROLE admin LOGIN CREATEROLE CREATEDB;
GRANT cloudsqlsuperuser TO admin;
CREATE DATABASE cloudsqladmin OWNER cloudsqladmin;
REVOKE CONNECT ON DATABASE cloudsqladmin FROM PUBLIC;
ALTER DATABASE postgres OWNER TO cloudsqlsuperuser;
"""
PROVIDERS = (RDS, CLOUD_SQL)
# What the administrator has made before.
ROLES = """
CREATE ROLE old_app LOGIN;
CREATE ROLE "anal'ist";
CREATE ROLE other_app LOGIN;
"""
SHOP = """
CREATE SCHEMA app;
CREATE TABLE app.orders (id int, status text);
CREATE TABLE app."order lines" (id int);
CREATE TABLE app.old_stuff (id int);
CREATE VIEW app.v AS SELECT 1 AS one;
CREATE SEQUENCE app.s;
CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE app.mood AS ENUM ('x');
CREATE PUBLICATION news;
SELECT lo_create(4711);
GRANT SELECT ON app.orders TO old_app WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO old_app;
"""
# By whoever may: the administrator hands a table on, and the new owner grants.
HANDED_ON = """
ALTER TABLE app.old_stuff OWNER TO old_app;
GRANT USAGE ON SCHEMA app TO old_app;
SET ROLE old_app;
GRANT SELECT ON app.old_stuff TO other_app;
GRANT SELECT ON app.orders TO other_app;
RESET ROLE;
GRANT old_app TO other_app;
GRANT pg_stat_scan_tables TO old_app;
"""
MANIFEST = """\
version: 1
roles:
  - {name: shop_owner, comment: owns the shop}
  - name: shop_app
    login: true
    connection_limit: 5
    valid_until: "2030-01-01"
    password: {env: APP_PASSWORD}
    member_of: [readers]
    settings:
      - {name: work_mem, value: 64MB}
      - {name: search_path, values: [app, public]}
      - {name: statement_timeout, value: 5s, database: shop}
  - {name: readers}
  - {name: boss, createdb: true, createrole: true, memberships: [{role: readers, admin: true}]}
  - {name: other_app, login: true, member_of: [readers]}
  - {name: analyst, renamed_from: "anal'ist"}
  - {name: old_app, state: absent, reassign_owned_to: shop_owner, terminate_sessions: true}
databases:
  - name: fresh
    owner: shop_owner
    comment: made by the plan
    connection_limit: 20
    schemas: [{name: x, owner: shop_owner, grants: [{objects: schema, privileges: [USAGE], to: [readers]}]}]
  - name: shop
    owner: shop_owner
    settings: [{name: timezone, value: UTC}]
    grants: [{privileges: [CONNECT], to: [shop_app, admin]}, {privileges: [], to: [PUBLIC]}]
    extensions: [{name: pgcrypto, schema: app}]
    large_objects: [{oid: 4711, owner: shop_owner, grants: [{privileges: [SELECT], to: [readers]}]}]
    publications: [{name: news, owner: shop_owner}]
    default_privileges: [{for: [shop_owner], objects: routines, privileges: [], to: [PUBLIC]}]
    schemas:
      - name: app
        owner: shop_owner
        objects_owner: shop_owner
        grants:
          - {objects: schema, privileges: [USAGE], to: [readers]}
          - {objects: tables, privileges: [SELECT], to: [readers, other_app], future: true}
          - {objects: tables, names: [orders], columns: [status], privileges: [UPDATE], to: [shop_app]}
          - {objects: sequences, privileges: [USAGE], to: [readers]}
          - {objects: routines, privileges: [EXECUTE], to: [readers]}
          - {objects: routines, privileges: [], to: [PUBLIC]}
        tables: [{name: lines, renamed_from: order lines}]
        routines: [{name: f(int), owner: shop_owner}]
      - {name: made, owner: shop_owner}
"""
PASSWORD = {"APP_PASSWORD": "geheim"}
MEMBERSHIPS = """
SELECT roleid::regrole FROM pg_auth_members
 WHERE pg_get_userbyid(member) = 'admin' AND {} ORDER BY 1::text
"""


def own_memberships(ctx):
    """Those of the administrator, but for the rows that it gets with every role that it makes."""
    options = "(inherit_option OR set_option)" if ctx.version >= 16 else "true"
    return ctx.server.psql(MEMBERSHIPS.format(options))


def set_up(ctx, provider):
    ctx.server.psql(provider)
    ctx.server.psql(ROLES + "CREATE DATABASE shop", user="admin")
    if ctx.version < 15:
        ctx.server.psql("ALTER SCHEMA public OWNER TO admin", db="shop")
    ctx.server.psql(SHOP, db="shop", user="admin")
    ctx.server.psql(HANDED_ON, db="shop")
    return ctx.write("m.yaml", MANIFEST)


def as_admin(ctx, *words, env=None):
    return ctx.pgmob(*words, env={"PGUSER": "admin", **PASSWORD, **(env or {})})


def everything(ctx, provider):
    manifest = set_up(ctx, provider)
    before = own_memberships(ctx)
    words = ("-f", manifest, "--allow", "all")
    plan = as_admin(ctx, "plan", *words, "--detailed-exitcode").expect(status=2, err="")
    ctx.equal("!" in plan.out, False, "something is refused")
    as_admin(ctx, "apply", *words, "--yes").expect(status=0)
    as_admin(ctx, "plan", *words, "--detailed-exitcode").expect(status=0)
    ctx.equal(own_memberships(ctx), before, "the administrator's memberships")
    owners = "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'app'::regnamespace"
    ctx.equal(ctx.server.psql(owners, db="shop"), "shop_owner\n")
    access = "SELECT has_table_privilege('other_app', 'app.old_stuff', 'SELECT'), to_regrole('old_app') IS NULL"
    ctx.equal(ctx.server.psql(access, db="shop"), "t|t\n")
    ctx.equal(ctx.server.psql("SELECT has_schema_privilege('shop_owner', 'app', 'CREATE')", db="shop"), "t\n")


def test_what_the_administrator_of_rds_can_do(ctx):
    everything(ctx, RDS)


def test_what_the_administrator_of_cloud_sql_can_do(ctx):
    everything(ctx, CLOUD_SQL)


@versions(">=15")
def test_the_export_of_an_administrator_is_what_there_is(ctx):
    manifest = set_up(ctx, RDS)
    as_admin(ctx, "apply", "-f", manifest, "--allow", "all", "--yes").expect(status=0)
    export = ctx.write("e.yaml", as_admin(ctx, "export", "--database", "shop").expect(status=0).out)
    as_admin(ctx, "plan", "-f", export, "--mode", "authoritative", "--detailed-exitcode").expect(status=0)


FORBIDDEN = [
    ("roles: [{name: r, superuser: true}]", "only a superuser may do that", "CREATE ROLE r SUPERUSER;"),
    ("roles: [{name: r, bypassrls: true}]", None, "CREATE ROLE r BYPASSRLS;"),
    ("roles: [{name: r, replication: true}]", None, "CREATE ROLE r REPLICATION;"),
    ("roles: [{name: rdsadmin, superuser: true}]", "only a superuser may do that: rdsadmin is one",
     "ALTER ROLE rdsadmin NOLOGIN;"),
    ("settings: [{name: work_mem, value: 8MB}]", "only a superuser may do that", "ALTER ROLE ALL SET work_mem = '8MB';"),
    ("databases: [{name: rdsadmin, comment: mine}]", "rdsadmin, which owns database rdsadmin",
     "COMMENT ON DATABASE rdsadmin IS 'mine';"),
    ("tablespaces: [{name: t, location: /nowhere}]", "only a superuser may do that", "CREATE TABLESPACE t LOCATION '/nowhere';"),
]


def test_what_it_cannot_do_is_said_before_anything_runs(ctx):
    ctx.server.psql(RDS)
    for entry, reason, sql in FORBIDDEN:
        manifest = ctx.write("f.yaml", f"version: 1\n{entry}\n")
        words = ("-f", manifest, "--allow", "all")
        plan = as_admin(ctx, "plan", *words).expect(status=3, out_has="admin may not do what is marked !")
        ctx.equal(f"  {sql}\n" in plan.out, True, f"{sql} in\n{plan.out}")
        ctx.equal(reason is None or reason in plan.out, True, f"{reason} in\n{plan.out}")
        as_admin(ctx, "apply", *words, "--yes").expect(status=3, err_has="is refused", out_has="")
        lacks = json.loads(as_admin(ctx, "plan", *words, "--format", "json").out)["lacks"]
        ctx.equal(f"{lacks[-1]['sql']};", sql)


def test_what_somebody_else_has_run_once_is_enough(ctx):
    ctx.server.psql("CREATE ROLE admin LOGIN; CREATE ROLE owner; CREATE DATABASE shop OWNER owner; CREATE ROLE reader")
    ctx.server.psql("CREATE SCHEMA app AUTHORIZATION owner; CREATE TABLE app.t (i int); ALTER TABLE app.t OWNER TO owner",
                    db="shop")
    grants = "[{objects: tables, privileges: [SELECT], to: [reader]}]"
    manifest = ctx.write("m.yaml", f"version: 1\ndatabases: [{{name: shop, schemas: [{{name: app, grants: {grants}}}]}}]\n")
    plan = as_admin(ctx, "plan", "-f", manifest, "--format", "json").expect(status=3)
    lacks = json.loads(plan.out)["lacks"]
    ctx.equal([lack["sql"] for lack in lacks],
              [f"GRANT owner TO admin{' WITH INHERIT TRUE, SET TRUE' if ctx.version >= 16 else ''}"])
    for lack in lacks:
        ctx.server.psql(lack["sql"], db=lack["database"] or "postgres")
    as_admin(ctx, "apply", "-f", manifest, "--yes").expect(status=0)
    as_admin(ctx, "plan", "-f", manifest, "--detailed-exitcode").expect(status=0)


def test_providers_let_their_administrators_do_more(ctx):
    """Whether they do is known only when it runs: it is no reason to refuse the plan."""
    ctx.server.psql(CLOUD_SQL)
    ctx.server.psql("CREATE DATABASE shop", user="admin")
    manifest = ctx.write("m.yaml", "version: 1\ndatabases: [{name: shop, extensions: [{name: file_fdw}]}]\n")
    note = "whether the provider lets"
    as_admin(ctx, "plan", "-f", manifest).expect(status=0, out_has="+ extension file_fdw", err_has=note)
    as_admin(ctx, "apply", "-f", manifest, "--yes").expect(status=1, err_has="permission denied")
    ctx.server.psql("REVOKE cloudsqlsuperuser FROM admin")
    as_admin(ctx, "plan", "-f", manifest).expect(status=3, out_has="CREATE EXTENSION file_fdw SCHEMA public;  -- in database shop")


def test_what_was_lent_is_given_back_when_a_plan_fails(ctx):
    manifest = set_up(ctx, RDS)
    before = own_memberships(ctx)
    words = ("apply", "-f", manifest, "--allow", "all", "--yes")
    other = ctx.session(db="shop")
    other.run("BEGIN; LOCK TABLE app.orders")
    failed = as_admin(ctx, *words, "--lock-timeout", "100").expect(status=1, err_has="Committed before")
    ctx.equal("SQLSTATE 55P03" in failed.err, True, failed.err)
    ctx.equal(own_memberships(ctx), before, "the memberships after a failure")
    apply = ctx.start(*words, env={"PGUSER": "admin", **PASSWORD})
    ctx.until_waiting()
    apply.interrupt()
    apply.wait().expect(status=130)
    ctx.equal(own_memberships(ctx), before, "the memberships after a signal")
    other.run("ROLLBACK")
    as_admin(ctx, *words).expect(status=0)
    ctx.equal(own_memberships(ctx), before, "the memberships after all")


@versions(">=16")
def test_an_owner_that_one_may_become_runs_what_is_its_own(ctx):
    """A membership with SET alone: nothing need be lent."""
    ctx.server.psql("""
        CREATE ROLE admin LOGIN; CREATE ROLE owner; CREATE ROLE reader; CREATE DATABASE shop OWNER owner;
        GRANT owner TO admin WITH INHERIT FALSE, SET TRUE""")
    manifest = ctx.write("m.yaml", "version: 1\ndatabases: [{name: shop, comment: hello, "
                                   "grants: [{privileges: [TEMPORARY], to: [reader]}]}]\n")
    apply = as_admin(ctx, "apply", "-f", manifest, "--yes", "-v").expect(status=0, err_has="SET LOCAL ROLE owner;\nCOMMENT")
    ctx.equal("GRANT owner" in apply.err, False, "something is lent")
    as_admin(ctx, "plan", "-f", manifest, "--detailed-exitcode").expect(status=0)


WAYS_IN = [
    ("databases: [{name: shop, grants: [{privileges: [], to: [PUBLIC]}]}]", "could not connect to it any more"),
    ("databases: [{name: shop, connection_limit: 0}]", "pgmob is connected to it"),
    ("databases: [{name: shop, allow_connections: false}]", "pgmob is connected to it"),
    ("databases: [{name: postgres, connection_limit: 0}]", "pgmob holds its lock in it"),
    ("roles: [{name: plain, login: true, member_of: []}]", "its own power to finish"),
    ("roles: [{name: mid, member_of: []}]", "its own power to finish"),
    ("roles: [{name: mid, state: absent}]", "its own power to finish"),
    ("roles: [{name: plain, login: true, connection_limit: 1, member_of: [mid]}]", "its own way in"),
    ("roles: [{name: plain, login: true, member_of: [mid], password: {none: true}}]", "its own way in"),
]


def test_the_way_in_is_kept_whatever_is_allowed(ctx):
    """Also of a role that logs in only to become a superuser by way of another."""
    ctx.server.psql("""
        SET password_encryption = 'scram-sha-256';
        CREATE ROLE plain LOGIN PASSWORD 'p'; CREATE ROLE mid; CREATE ROLE boss SUPERUSER; GRANT boss TO mid;
        GRANT mid TO plain""")
    ctx.server.psql("CREATE DATABASE shop")
    ctx.server.write_hba("local all plain scram-sha-256\nlocal all all trust\n")
    env = {"PGUSER": "plain", "PGPASSWORD": "p"}
    for entry, reason in WAYS_IN:
        manifest = ctx.write("w.yaml", f"version: 1\n{entry}\n")
        words = ("apply", "-d", "shop", "--role", "boss", "--yes", "--allow", "all", "-f", manifest)
        ctx.pgmob(*words, env=env).expect(status=3, err_has=reason)


def test_a_superuser_by_set_role_grants_as_others(ctx):
    """SET ROLE looks at whoever logged in, who is none: the grantor is lent."""
    ctx.server.psql("""
        CREATE ROLE plain LOGIN; CREATE ROLE boss SUPERUSER; GRANT boss TO plain; CREATE ROLE g; CREATE ROLE r;
        CREATE TABLE t (i int); GRANT SELECT ON t TO g WITH GRANT OPTION""")
    grants = ("[{objects: tables, names: [t], privileges: [SELECT], to: [g], grantable: true}, "
              "{objects: tables, names: [t], privileges: [SELECT], to: [r], granted_by: g}]")
    manifest = ctx.write("m.yaml", f"version: 1\ndatabases: [{{name: postgres, schemas: [{{name: public, grants: {grants}}}]}}]\n")
    words = ("--role", "boss", "-f", manifest)
    apply = ctx.pgmob("apply", "--yes", *words, env={"PGUSER": "plain"})
    apply.expect(status=0, out_has="While it runs, boss makes itself a member of g.")
    ctx.pgmob("plan", "--detailed-exitcode", *words, env={"PGUSER": "plain"}).expect(status=0)
    ctx.equal(ctx.server.psql("SELECT member::regrole FROM pg_auth_members WHERE roleid = 'g'::regrole"), "")
