/** Columns as the documentation of each view, table, function and procedure has them, with the type where it is told there. */

/** Names, or `name type`, by what stands in FROM. */
export const sources: Readonly<Record<string, string>> = {
  'sys.databases':
    'name nvarchar128, database_id int, owner_sid varbinary85, create_date datetime, compatibility_level tinyint, collation_name nvarchar128, state tinyint, state_desc nvarchar60, user_access tinyint, user_access_desc nvarchar60, is_read_only bit, is_in_standby bit, is_cleanly_shutdown bit, recovery_model tinyint, recovery_model_desc nvarchar60, page_verify_option_desc nvarchar60, is_trustworthy_on bit, is_broker_enabled bit, service_broker_guid uniqueidentifier, is_published bit, log_reuse_wait tinyint, log_reuse_wait_desc nvarchar60, is_encrypted bit, replica_id uniqueidentifier, group_database_id uniqueidentifier, containment tinyint',
  'sys.database_mirroring':
    'database_id int, mirroring_guid uniqueidentifier, mirroring_state tinyint, mirroring_state_desc nvarchar60, mirroring_role tinyint, mirroring_role_desc nvarchar60, mirroring_role_sequence int, mirroring_safety_level tinyint, mirroring_safety_level_desc nvarchar60, mirroring_safety_sequence int, mirroring_partner_name nvarchar128, mirroring_partner_instance nvarchar128, mirroring_witness_name nvarchar128, mirroring_witness_state tinyint, mirroring_witness_state_desc nvarchar60, mirroring_failover_lsn numeric, mirroring_connection_timeout int, mirroring_redo_queue int, mirroring_redo_queue_type nvarchar60, mirroring_end_of_log_lsn numeric, mirroring_replication_lsn numeric',
  'sys.database_mirroring_endpoints':
    'name, role_desc nvarchar60, state_desc nvarchar60, encryption_algorithm_desc nvarchar60, connection_auth_desc nvarchar60',
  'sys.tcp_endpoints': 'name, endpoint_id, port int',
  'sys.master_files':
    'database_id int, file_id int, file_guid uniqueidentifier, type tinyint, type_desc nvarchar60, data_space_id int, name nvarchar128, physical_name nvarchar260, state tinyint, size int, max_size int, growth int, is_percent_growth bit, create_lsn numeric, differential_base_lsn numeric, redo_start_lsn numeric, redo_start_fork_guid uniqueidentifier, redo_target_lsn numeric, backup_lsn numeric',
  'sys.dm_exec_requests':
    'session_id smallint, request_id int, start_time datetime, status nvarchar30, command, sql_handle varbinary64, statement_start_offset int, database_id smallint, wait_type nvarchar60, wait_time int, last_wait_type nvarchar60, blocking_session_id smallint, percent_complete real, estimated_completion_time bigint, cpu_time int, total_elapsed_time int, reads bigint, writes bigint, open_transaction_count int, user_id int, row_count bigint',
  'sys.dm_exec_sessions':
    'session_id smallint, login_time datetime, host_name nvarchar128, program_name nvarchar128, host_process_id int, client_interface_name nvarchar32, login_name nvarchar128, nt_domain nvarchar128, status nvarchar30, is_user_process bit, last_request_start_time datetime, last_request_end_time datetime, cpu_time int, reads bigint, writes bigint, database_id smallint, open_transaction_count int',
  'sys.dm_exec_connections':
    'session_id int, connect_time datetime, net_transport nvarchar40, client_net_address, encrypt_option nvarchar40',
  'master.sys.sysprocesses': 'spid smallint, dbid smallint, loginame, hostname, program_name, cmd, blocked smallint',
  'sys.dm_server_services':
    'servicename nvarchar256, startup_type int, startup_desc nvarchar256, status int, status_desc nvarchar256, process_id int, last_startup_time datetimeoffset, service_account nvarchar256, filename nvarchar256, is_clustered nvarchar1, cluster_nodename nvarchar256, instant_file_initialization_enabled nvarchar1',
  'sys.database_principals': 'name, principal_id int, type char1, sid varbinary85',
  'sys.tables':
    'name, object_id int, schema_id int, type, type_desc nvarchar60, create_date datetime, modify_date datetime',
  'sys.dm_db_partition_stats':
    'partition_id bigint, object_id int, index_id int, partition_number int, in_row_data_page_count bigint, in_row_used_page_count bigint, in_row_reserved_page_count bigint, lob_used_page_count bigint, lob_reserved_page_count bigint, row_overflow_used_page_count bigint, row_overflow_reserved_page_count bigint, used_page_count bigint, reserved_page_count bigint, row_count bigint',
  'sys.server_principals': 'name, sid varbinary85, type char1',
  'sys.dm_exec_sql_text(NULL)': 'text nvarcharmax',
  'msdb.dbo.log_shipping_primary_databases':
    'primary_id uniqueidentifier, primary_database nvarchar128, backup_directory nvarchar500, backup_share nvarchar500, backup_retention_period int, backup_job_id uniqueidentifier, monitor_server nvarchar128, monitor_server_security_mode bit, last_backup_file nvarchar500, last_backup_date datetime, user_specified_monitor bit, backup_compression tinyint',
  'msdb.dbo.log_shipping_primary_secondaries':
    'primary_id uniqueidentifier, secondary_server nvarchar128, secondary_database nvarchar128',
  'msdb.dbo.log_shipping_monitor_primary':
    'primary_id uniqueidentifier, primary_server, primary_database nvarchar128, backup_threshold int, threshold_alert int, threshold_alert_enabled bit, last_backup_file nvarchar500, last_backup_date datetime, last_backup_date_utc datetime, history_retention_period int',
  'msdb.dbo.log_shipping_secondary':
    'secondary_id uniqueidentifier, primary_server, primary_database, backup_source_directory nvarchar500, backup_destination_directory nvarchar500, file_retention_period int, copy_job_id uniqueidentifier, restore_job_id uniqueidentifier, monitor_server, monitor_server_security_mode bit, last_copied_file nvarchar500, last_copied_date datetime',
  'msdb.dbo.log_shipping_secondary_databases':
    'secondary_database, secondary_id, restore_delay int, restore_all bit, restore_mode bit, disconnect_users bit, block_size int, buffer_count int, max_transfer_size int, last_restored_file nvarchar500, last_restored_date datetime',
  'msdb.dbo.log_shipping_monitor_secondary':
    'secondary_server, secondary_database, secondary_id, primary_server, primary_database, restore_threshold int, threshold_alert int, threshold_alert_enabled bit, last_copied_file nvarchar500, last_copied_date datetime, last_copied_date_utc datetime, last_restored_file nvarchar500, last_restored_date datetime, last_restored_date_utc datetime, last_restored_latency int, history_retention_period int',
  'msdb.dbo.log_shipping_monitor_history_detail':
    'agent_id uniqueidentifier, agent_type tinyint, session_id int, database_name nvarchar128, session_status tinyint, log_time datetime, log_time_utc datetime, message nvarcharmax',
  'msdb.dbo.log_shipping_monitor_error_detail':
    'agent_id, agent_type, session_id, database_name, sequence_number int, log_time datetime, log_time_utc datetime, message nvarcharmax, source nvarcharmax, help_url nvarcharmax',
  'msdb.dbo.log_shipping_monitor_alert': 'alert_job_id uniqueidentifier',
  'msdb.dbo.sysjobs':
    'job_id uniqueidentifier, originating_server_id int, name nvarchar128, enabled tinyint, description nvarchar512, start_step_id int, category_id int, owner_sid varbinary85, notify_level_eventlog int, notify_level_email int, notify_level_netsend int, notify_level_page int, notify_email_operator_id int, notify_netsend_operator_id int, notify_page_operator_id int, delete_level int, date_created datetime, date_modified datetime, version_number int',
  'msdb.dbo.sysjobactivity':
    'session_id int, job_id uniqueidentifier, run_requested_date datetime, run_requested_source nvarchar128, queued_date datetime, start_execution_date datetime, last_executed_step_id int, last_executed_step_date datetime, stop_execution_date datetime, job_history_id int, next_scheduled_run_date datetime',
  'msdb.dbo.sysjobhistory':
    'instance_id int, job_id uniqueidentifier, step_id int, step_name nvarchar128, sql_message_id int, sql_severity int, message nvarchar4000, run_status int, run_date int, run_time int, run_duration int, operator_id_emailed int, operator_id_netsent int, operator_id_paged int, retries_attempted int, server nvarchar128',
  'msdb.dbo.syssessions': 'session_id int, agent_start_date datetime',
  'msdb.dbo.sysjobsteps':
    'job_id uniqueidentifier, step_id int, step_name nvarchar128, subsystem nvarchar40, command nvarcharmax, flags int, on_success_action tinyint, on_fail_action tinyint, database_name nvarchar128, retry_attempts int, retry_interval int, output_file_name nvarchar200, proxy_id int',
  'msdb.dbo.sysjobservers': 'job_id, server_id int, last_run_outcome tinyint, last_outcome_message nvarchar4000',
  'msdb.dbo.sysschedules':
    'schedule_id int, schedule_uid uniqueidentifier, name nvarchar128, enabled int, freq_type int, freq_interval int, freq_subday_type int, freq_subday_interval int, freq_recurrence_factor int, active_start_date int, active_end_date int, active_start_time int, active_end_time int',
  'msdb.dbo.sysjobschedules': 'schedule_id int, job_id, next_run_date int, next_run_time int',
  'msdb.dbo.syscategories': 'category_id int, category_class int, category_type tinyint, name nvarchar128',
  'msdb.dbo.backupset':
    'backup_set_id int, media_set_id int, position int, name nvarchar128, description nvarchar255, user_name nvarchar128, type char1, database_name nvarchar128, server_name nvarchar128, machine_name nvarchar128, backup_start_date datetime, backup_finish_date datetime, first_lsn numeric, last_lsn numeric, checkpoint_lsn numeric, database_backup_lsn numeric, backup_size numeric, compressed_backup_size numeric, recovery_model nvarchar60, is_copy_only bit, is_snapshot bit, has_backup_checksums bit, is_damaged bit, begins_log_chain bit, is_force_offline bit, has_incomplete_metadata bit, is_single_user bit, first_recovery_fork_guid uniqueidentifier, last_recovery_fork_guid uniqueidentifier, fork_point_lsn numeric, family_guid uniqueidentifier, database_guid uniqueidentifier, differential_base_lsn numeric',
  'msdb.dbo.backupmediafamily': 'media_set_id int, family_sequence_number tinyint, physical_device_name nvarchar260',
  'msdb.dbo.restorehistory':
    'restore_history_id int, restore_date datetime, destination_database_name nvarchar128, user_name nvarchar128, backup_set_id int, restore_type char1, replace bit, recovery bit, restart bit, stop_at datetime, device_count tinyint',
};

/** Columns of the first result set, in their order, by the call. */
export const results: Readonly<Record<string, string>> = {
  "sp_help_log_shipping_primary_database 'mgc'":
    'primary_id, primary_database, backup_directory, backup_share, backup_retention_period, backup_compression, backup_job_id, monitor_server, monitor_server_security_mode, backup_threshold, threshold_alert, threshold_alert_enabled, last_backup_file, last_backup_date, last_backup_date_utc, history_retention_period',
  "sp_help_log_shipping_primary_secondary 'mgc'": 'secondary_server, secondary_database',
  "sp_help_log_shipping_secondary_primary 'SQL1\\CHAT', 'mgc'":
    'secondary_id, primary_server, primary_database, backup_source_directory, backup_destination_directory, file_retention_period, copy_job_id, restore_job_id, monitor_server, monitor_server_security_mode',
  "sp_help_log_shipping_secondary_database 'mgc'":
    'secondary_id, primary_server, primary_database, backup_source_directory, backup_destination_directory, file_retention_period, copy_job_id, restore_job_id, monitor_server, monitor_server_security_mode, secondary_database, restore_delay, restore_all, restore_mode, disconnect_users, block_size, buffer_count, max_transfer_size, restore_threshold, threshold_alert, threshold_alert_enabled, last_copied_file, last_copied_date, last_copied_date_utc, last_restored_file, last_restored_date, last_restored_date_utc, history_retention_period, last_restored_latency',
  sp_help_log_shipping_monitor:
    'status, is_primary, server, database_name, time_since_last_backup, last_backup_file, backup_threshold, is_backup_alert_enabled, time_since_last_copy, last_copied_file, time_since_last_restore, last_restored_file, last_restored_latency, restore_threshold, is_restore_alert_enabled',
  "sp_help_log_shipping_monitor_primary 'SQL1\\CHAT', 'mgc'":
    'primary_id, primary_server, primary_database, backup_threshold, threshold_alert, threshold_alert_enabled, last_backup_file, last_backup_date, last_backup_date_utc, history_retention_period',
  "sp_help_log_shipping_monitor_secondary 'SQL3\\CHAT', 'mgc'":
    'secondary_server, secondary_database, secondary_id, primary_server, primary_database, restore_threshold, threshold_alert, threshold_alert_enabled, last_copied_file, last_copied_date, last_copied_date_utc, last_restored_file, last_restored_date, last_restored_date_utc, last_restored_latency, history_retention_period',
  sp_help_log_shipping_alert_job: 'alert_job_id',
  "xp_fileexist 'D:\\x'": 'File Exists, File is a Directory, Parent Directory Exists',
};
