CREATE ROLE ext_owner; CREATE ROLE ext_group IN ROLE ext_owner; CREATE DATABASE shop;
