CREATE ROLE rdsadmin LOGIN; CREATE ROLE rds_superuser; CREATE ROLE cloudsqladmin LOGIN; CREATE ROLE cloudsqlsuperuser;
CREATE ROLE azuresu; CREATE ROLE azure_pg_admin; CREATE ROLE alloydbadmin;
CREATE ROLE dba IN ROLE rds_superuser;
