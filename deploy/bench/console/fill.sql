-- Fills a migrated PostgreSQL database with 10,000,000 events, 200,000 live sessions and 100,000 users (about 4 minutes, 5 GB).
-- psql -v ON_ERROR_STOP=1 -f fill.sql DATABASE, with no server running on it; then: cosmo-identity jobs run RollUpStatistics
\timing on
set synchronous_commit=off; set maintenance_work_mem='2GB'; set work_mem='256MB';
create or replace function v7(t timestamptz, n bigint) returns uuid language sql immutable as $$
 select (lpad(to_hex(floor(extract(epoch from t)*1000)::bigint),12,'0') || '7' || lpad(to_hex((floor(extract(epoch from t)*1000000)::bigint % 1000) * 4096 / 1000),3,'0') || '8' || lpad(to_hex(n & 268435455),7,'0') || substr(md5(n::text),1,8))::uuid $$;
insert into users (id,created_at,updated_at,user_name,normalized_user_name,email,normalized_email,email_confirmed,security_stamp,concurrency_stamp,phone_number_confirmed,two_factor_enabled,lockout_enabled,access_failed_count)
 select v7(now()-interval '80 days'+g*interval '1 second',g), now()-interval '80 days'+g*interval '1 second', now()-interval '1 day', 'user'||g,'USER'||g,'user'||g||'@example.test','USER'||g||'@EXAMPLE.TEST',true,md5(g::text),md5(g::text),false,false,true,0 from generate_series(1,100000) g;
create temp table u as select row_number() over (order by id)-1 as n, id from users where user_name like 'user%'; create unique index on u(n);
insert into user_sessions (id,user_id,authenticated_at,created_at,last_seen_at,expires_at,cookie_hash,amr,client_id,ip_address,browser,operating_system,device_kind)
 select v7(t,g), u.id, t, t, now()-random()*interval '20 minutes', now()+interval '6 days'+g*interval '1 second', case when g%3<2 then substr(md5(g::text)||md5(g::text),1,43) end, 'pwd', (array['demo-web','demo-spa','demo-mobile'])[1+g%3], '10.'||(g%200)||'.'||(g/200%100)||'.'||(g%250), (array['Chrome 130','Firefox 128','Safari 17'])[1+g%3], (array['Windows','macOS','Linux','iOS'])[1+g%4], (array['Desktop','Phone'])[1+g%2]
 from (select g, now()-interval '7 days'+g*interval '3 seconds' t from generate_series(1,200000) g) x join u on u.n = (g::bigint*7919)%100000;
insert into authorizations (id,session_id,expires_at,application_id,concurrency_token,creation_date,scopes,status,subject,type)
 select gen_random_uuid(), s.id, now()+interval '6 days', c.id, 'x', s.created_at, '["openid"]', 'valid', s.user_id::text, 'ad-hoc' from user_sessions s join clients c on c.client_id=s.client_id;
-- The indexes are made again afterwards, which is faster than keeping them.
drop index ix_security_events_client_id_id, ix_security_events_ip_address_id, ix_security_events_subject_id_id, ix_security_events_type_id; alter table security_events drop constraint pk_security_events;
insert into security_events (id,occurred_at,type,severity,outcome,count,subject_id,client_id,session_id,ip_address,device,actor,correlation_id,name_hash,pair_hash,agent_hash,details,writer,sequence,mac)
 select v7(t,g), t, k, sev, outc, 1, case when k in (1001,1002,2001,2002,2006,3001,3002,4007,8003) then u.id end, case when k<8000 then (array['demo-web','demo-spa','demo-mobile','demo-worker'])[1+g%4] end, null,
  case when k in (1002,8001,8004,8005) and g%3>0 then '203.0.'||(g%40)||'.'||(g%200) else '10.'||(g%200)||'.'||((g/200)%100)||'.'||(g%250) end, (array['Chrome 130 on Windows','Firefox 128 on Linux','Safari 17 on macOS'])[1+g%3], null, substr(md5(g::text),1,32), (g::bigint*7919)%100000, g, g%1000, case when k=1002 then '{"reason":"wrong_password"}' when k>8000 then '{"note":"attempt '||(g%977)||'"}' end, 1, g, repeat('A',43)
 from (select g, now()-interval '90 days'+g*interval '0.7776 seconds' t, h, case when h<300 then 1001 when h<450 then 1002 when h<700 then 2001 when h<900 then 2002 when h<930 then 3001 when h<955 then 3002 when h<965 then 2006 when h<970 then 4007 when h<985 then 1004 when h<995 then 8012 when g%100000=1 then 2004 when g%1000<4 then 8004 when g%1000<6 then 8001 when g%1000<7 then 8005 else 8007 end k from (select g, (hashint4(g) & 2147483647)%1000 h from generate_series(1,10000000) g) y) x
 join u on u.n = (g::bigint*7919)%100000
 cross join lateral (select case when k in (2004,8001,8003) then 3 when k in (8004,8005) then 2 when k in (1002,1004,8012,8007,4007) then 1 else 0 end sev, case when k in (1002,1004,8012,2004) then 1 else 0 end outc) z order by g;
alter table security_events add constraint pk_security_events primary key (id);
create index ix_security_events_client_id_id on security_events (client_id,id) where client_id is not null;
create index ix_security_events_ip_address_id on security_events (ip_address,id) where ip_address is not null;
create index ix_security_events_subject_id_id on security_events (subject_id,id) where subject_id is not null;
create index ix_security_events_type_id on security_events (type,id);
insert into suspicious_activity select gen_random_uuid(), '203.0.'||(g%40)||'.'||(g/40), now()-g*interval '1 minute'/5, now()-interval '1 day', g%101, '[]' from generate_series(0,4999) g;
insert into ip_blocks select v7(now()-g*interval '1 minute',g), '203.'||(g/250)||'.'||(g%250)||'.0/24', now()-g*interval '1 minute', now()+interval '1 day'-g*interval '1 minute', null, 1, 'score', 80, 'scoring', false from generate_series(1,3000) g;
delete from hourly_statistics;
vacuum analyze;
select pg_size_pretty(pg_total_relation_size('security_events'));
