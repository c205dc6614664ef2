"""An export, applied to a bare copy, gives every owner and privilege back.

The cluster has every kind of object, privilege, grant option and grantor, and hostile names; what
others make of it is in objects.sql, what pgmob gives back in the other files. PostgreSQL itself
judges: the catalogs on all versions, and pg_dumpall where Debian's can read the server.
"""

import os
import re

import installations
import runner
import test_random

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "round_trip")
DATABASES = ("my db", "plain")
# The newest server that pg_dumpall can read.
NEWEST_DUMPED = 15

# Every owner that there is, but of what comes and goes with something else.
OWNERS = """
SELECT c.relnamespace::regnamespace, c.relname, c.relkind::text, c.relowner::regrole FROM pg_class c
 WHERE relnamespace <> 'pg_toast'::regnamespace
UNION ALL SELECT pronamespace::regnamespace, oid::regprocedure::text, 'routine', proowner::regrole FROM pg_proc
UNION ALL SELECT typnamespace::regnamespace, typname, 'type', typowner::regrole FROM pg_type
UNION ALL SELECT NULL, nspname, 'schema', nspowner::regrole FROM pg_namespace WHERE nspname !~ '^pg_t'
UNION ALL SELECT NULL, lanname, 'language', lanowner::regrole FROM pg_language
UNION ALL SELECT NULL, fdwname, 'wrapper', fdwowner::regrole FROM pg_foreign_data_wrapper
UNION ALL SELECT NULL, srvname, 'server', srvowner::regrole FROM pg_foreign_server
UNION ALL SELECT NULL, pubname, 'publication', pubowner::regrole FROM pg_publication
UNION ALL SELECT NULL, subname, 'subscription', subowner::regrole FROM pg_subscription
UNION ALL SELECT NULL, evtname, 'event trigger', evtowner::regrole FROM pg_event_trigger
UNION ALL SELECT NULL, oid::text, 'large object', lomowner::regrole FROM pg_largeobject_metadata
UNION ALL SELECT NULL, datname, 'database', datdba::regrole FROM pg_database
UNION ALL SELECT NULL, cfgname, 'configuration', cfgowner::regrole FROM pg_ts_config
UNION ALL SELECT NULL, dictname, 'dictionary', dictowner::regrole FROM pg_ts_dict
UNION ALL SELECT NULL, collname, 'collation', collowner::regrole FROM pg_collation
UNION ALL SELECT NULL, conname, 'conversion', conowner::regrole FROM pg_conversion
UNION ALL SELECT NULL, oid::regoperator::text, 'operator', oprowner::regrole FROM pg_operator
UNION ALL SELECT NULL, opcname, 'class', opcowner::regrole FROM pg_opclass
UNION ALL SELECT NULL, opfname, 'family', opfowner::regrole FROM pg_opfamily
UNION ALL SELECT NULL, stxname, 'statistics', stxowner::regrole FROM pg_statistic_ext
ORDER BY 1, 2, 3, 4
"""
# The lists that the random clusters have none of.
MORE_ACLS = """
SELECT 'language', lanname, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(lanacl) a) FROM pg_language
UNION ALL SELECT 'wrapper', fdwname, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(fdwacl) a) FROM pg_foreign_data_wrapper
UNION ALL SELECT 'server', srvname, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(srvacl) a) FROM pg_foreign_server
UNION ALL SELECT 'large object', oid::text, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(lomacl) a) FROM pg_largeobject_metadata
UNION ALL SELECT 'tablespace', spcname, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(spcacl) a) FROM pg_tablespace
ORDER BY 1, 2
"""
PARAMETERS = "SELECT parname, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(paracl) a) FROM pg_parameter_acl ORDER BY 1"


def sql_files(version, name):
    """The file, and those of versions up to this one."""
    found = [f"{name}.sql"] + [f"{name}.{since}.sql" for since in range(14, version + 1)]
    return [path for path in (os.path.join(FOLDER, file) for file in found) if os.path.exists(path)]


def make_objects(server):
    for database in DATABASES:
        server.psql(f"CREATE DATABASE {test_random.ident(database)} TEMPLATE template0")
    for file in sql_files(server.version, "objects"):
        server.psql(file=file, db=DATABASES[0])


def dress(server):
    for file in sql_files(server.version, "cluster"):
        server.psql(file=file)
    files = sql_files(server.version, "privileges")
    text = "\n".join(open(file, encoding="utf-8").read() for file in files)
    server.psql(text, db=DATABASES[0])


def dump(server):
    """What pg_dumpall says, without what is random in it."""
    program = os.path.join(os.path.dirname(installations.psql_program()), "pg_dumpall")
    result = runner.run([program, "-s", "--no-sync"], env=runner.clean_environment(server.env(), {}))
    lines = result.expect(status=0).out.splitlines()
    return "\n".join(sorted(line for line in lines if not re.match(r"\\(un)?restrict ", line)))


def compare(ctx, server, copy):
    queries = [test_random.ACLS, MORE_ACLS, OWNERS]
    if server.version >= 15:
        queries.append(PARAMETERS)
    for database in (*DATABASES, "postgres"):
        for query in queries:
            ctx.equal(copy.psql(query, db=database), server.psql(query, db=database),
                      f"database {database} of the copy")
    if server.version <= NEWEST_DUMPED:
        ctx.equal(dump(copy), dump(server), "the dump of the copy")


def test_an_export_gives_every_owner_and_privilege_back(ctx):
    server, copy = ctx.new_server(), ctx.new_server()
    make_objects(server)
    dress(server)
    make_objects(copy)
    export = ctx.pgmob("export", "--all-databases", server=server).expect(status=0, err="")
    words = ("-f", ctx.write("export.yaml", export.out), "--mode", "authoritative")
    ctx.pgmob("plan", *words, "--detailed-exitcode", server=server).expect(status=0)
    ctx.pgmob("apply", "--yes", "--allow", "all", *words, server=copy).expect(status=0)
    ctx.equal(ctx.pgmob("export", "--all-databases", server=copy).out, export.out, "the export of the copy")
    compare(ctx, server, copy)
