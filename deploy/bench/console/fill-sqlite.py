"""Copies users, sessions, blocks and the newest 1,000,000 events from a database that fill.sql has filled into a migrated SQLite file.

fill-sqlite.py FILE PSQL-ARGUMENT...   (such as: data/big.db -h 127.0.0.1 -U postgres big); then: cosmo-identity jobs run RollUpStatistics
"""
import csv
import sqlite3
import subprocess
import sys

db=sqlite3.connect(sys.argv[1]); db.execute('pragma synchronous=off'); db.execute('pragma journal_mode=wal'); db.execute('pragma foreign_keys=off')
def pg(sql):
    p=subprocess.Popen(['psql',*sys.argv[2:],'-c',f"copy ({sql}) to stdout with (format csv, null '\\N')"],stdout=subprocess.PIPE,text=True)
    for r in csv.reader(p.stdout): yield [None if v=='\\N' else v for v in r]
T=lambda c: f"to_char({c} at time zone 'utc','YYYY-MM-DD HH24:MI:SS.US') as {c}"
def fill(table, cols, sql):
    db.executemany(f"insert or ignore into {table} ({','.join(cols)}) values ({','.join('?'*len(cols))})", pg(sql)); db.commit(); print(table, db.execute(f'select count(*) from {table}').fetchone())
ev='id occurred_at type severity outcome count subject_id client_id session_id ip_address device actor correlation_id name_hash pair_hash agent_hash details writer sequence mac'.split()
def sel(cols,guids,times,bools=()): return ','.join(f'upper({c}::text)' if c in guids else T(c) if c in times else f'{c}::int' if c in bools else c for c in cols)
us='id created_at updated_at user_name normalized_user_name email normalized_email email_confirmed security_stamp concurrency_stamp phone_number_confirmed two_factor_enabled lockout_enabled access_failed_count'.split()
fill('users',us,f"select {sel(us,['id'],['created_at','updated_at'],['email_confirmed','phone_number_confirmed','two_factor_enabled','lockout_enabled'])} from users where user_name like 'user%'")
ss='id user_id authenticated_at created_at last_seen_at expires_at amr client_id ip_address browser operating_system device_kind cookie_hash'.split()
fill('user_sessions',ss,f"select {sel(ss,['id','user_id'],['authenticated_at','created_at','last_seen_at','expires_at'])} from user_sessions where client_id is not null")
fill('security_events',ev,f"select {sel(ev,['id','subject_id','session_id'],['occurred_at'])} from security_events where id >= (select id from security_events order by id desc offset 1000000 limit 1)")
b='id network created_at expires_at repetition reason score placed_by is_shadow'.split()
fill('ip_blocks',b,f"select {sel(b,['id'],['created_at','expires_at'],['is_shadow'])} from ip_blocks")
for cid,key in list(db.execute('select client_id,id from clients')):
    db.execute("insert into authorizations (id,session_id,expires_at,application_id,concurrency_token,creation_date,scopes,status,subject,type) select substr(s.id,1,24)||substr(s.id,29,8)||substr(s.id,25,4), s.id, s.expires_at, ?, 'x', s.created_at, '[]', 'valid', s.user_id, 'ad-hoc' from user_sessions s where client_id=?",(key,cid))
db.execute('delete from hourly_statistics'); db.commit(); print(db.execute('select count(*) from authorizations').fetchone()); db.execute('pragma wal_checkpoint(truncate)')
