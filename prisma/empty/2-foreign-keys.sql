-- Generated from prisma/schema.prisma: change that.
alter table "auth_permission"
  add constraint "auth_permission_content_type_id_2f476e4b_fk_django_co" foreign key ("content_type_id") references "django_content_type" ("id") deferrable initially deferred;
alter table "auth_group_permissions"
  add constraint "auth_group_permissions_group_id_b120cbf9_fk_auth_group_id" foreign key ("group_id") references "auth_group" ("id") deferrable initially deferred,
  add constraint "auth_group_permissio_permission_id_84c5c92e_fk_auth_perm" foreign key ("permission_id") references "auth_permission" ("id") deferrable initially deferred;
alter table "django_admin_log"
  add constraint "django_admin_log_content_type_id_c4bce8eb_fk_django_co" foreign key ("content_type_id") references "django_content_type" ("id") deferrable initially deferred,
  add constraint "django_admin_log_user_id_c564eba6_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "users"
  add constraint "users_created_by_id_19a92469_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "users_manager_id_e4218b16_fk_users_id" foreign key ("manager_id") references "users" ("id") deferrable initially deferred;
alter table "users_groups"
  add constraint "users_groups_user_id_f500bee5_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred,
  add constraint "users_groups_group_id_2f3517aa_fk_auth_group_id" foreign key ("group_id") references "auth_group" ("id") deferrable initially deferred;
alter table "users_user_permissions"
  add constraint "users_user_permissions_user_id_92473840_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred,
  add constraint "users_user_permissio_permission_id_6d08dcd2_fk_auth_perm" foreign key ("permission_id") references "auth_permission" ("id") deferrable initially deferred;
alter table "roles"
  add constraint "roles_created_by_id_4f97b4da_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "roles_inherits_from_id_d7669924_fk_roles_id" foreign key ("inherits_from_id") references "roles" ("id") deferrable initially deferred;
alter table "user_roles"
  add constraint "user_roles_assigned_by_id_a9db12d1_fk_users_id" foreign key ("assigned_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "user_roles_revoked_by_id_f66f2508_fk_users_id" foreign key ("revoked_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "user_roles_role_id_816a4486_fk_roles_id" foreign key ("role_id") references "roles" ("id") deferrable initially deferred,
  add constraint "user_roles_user_id_9d9f8dbb_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "mfa_devices"
  add constraint "mfa_devices_user_id_5a090826_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "document_types"
  add constraint "document_types_created_by_id_8937ff1b_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "documents"
  add constraint "documents_approver_id_e3b5088c_fk_users_id" foreign key ("approver_id") references "users" ("id") deferrable initially deferred,
  add constraint "documents_author_id_bf4d86f8_fk_users_id" foreign key ("author_id") references "users" ("id") deferrable initially deferred,
  add constraint "documents_document_source_id_243d11a1_fk_document_sources_id" foreign key ("document_source_id") references "document_sources" ("id") deferrable initially deferred,
  add constraint "documents_document_type_id_44d85642_fk_document_types_id" foreign key ("document_type_id") references "document_types" ("id") deferrable initially deferred,
  add constraint "documents_reviewer_id_9d353f58_fk_users_id" foreign key ("reviewer_id") references "users" ("id") deferrable initially deferred,
  add constraint "documents_supersedes_id_aa29cbee_fk_documents_id" foreign key ("supersedes_id") references "documents" ("id") deferrable initially deferred,
  add constraint "documents_obsoleted_by_id_010ff7fc_fk_users_id" foreign key ("obsoleted_by_id") references "users" ("id") deferrable initially deferred;
alter table "document_versions"
  add constraint "document_versions_created_by_id_06a1d777_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_versions_document_id_f408232d_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred;
alter table "document_dependencies"
  add constraint "document_dependencies_created_by_id_54e63103_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_dependencies_depends_on_id_951988b6_fk_documents_id" foreign key ("depends_on_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_dependencies_document_id_cebce2e4_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred;
alter table "document_access_logs"
  add constraint "document_access_logs_document_id_32a0c19f_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_access_logs_user_id_ddcef2ff_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "document_comments"
  add constraint "document_comments_author_id_12f6b52c_fk_users_id" foreign key ("author_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_comments_document_id_463e06b1_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_comments_parent_comment_id_c6142f86_fk_document_" foreign key ("parent_comment_id") references "document_comments" ("id") deferrable initially deferred,
  add constraint "document_comments_resolved_by_id_b65d4a70_fk_users_id" foreign key ("resolved_by_id") references "users" ("id") deferrable initially deferred;
alter table "document_attachments"
  add constraint "document_attachments_document_id_72f19827_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_attachments_uploaded_by_id_8d972365_fk_users_id" foreign key ("uploaded_by_id") references "users" ("id") deferrable initially deferred;
alter table "workflow_types"
  add constraint "workflow_types_created_by_id_29a493d7_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "workflow_instances"
  add constraint "workflow_instances_content_type_id_ea14d58a_fk_django_co" foreign key ("content_type_id") references "django_content_type" ("id") deferrable initially deferred,
  add constraint "workflow_instances_current_assignee_id_7066e418_fk_users_id" foreign key ("current_assignee_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_instances_initiated_by_id_180b0447_fk_users_id" foreign key ("initiated_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_instances_workflow_type_id_d5250c1f_fk_workflow_" foreign key ("workflow_type_id") references "workflow_types" ("id") deferrable initially deferred;
alter table "workflow_transitions"
  add constraint "workflow_transitions_transitioned_by_id_b67d81ae_fk_users_id" foreign key ("transitioned_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_transitions_workflow_instance_id_101a8c84_fk_workflow_" foreign key ("workflow_instance_id") references "workflow_instances" ("id") deferrable initially deferred;
alter table "workflow_rules"
  add constraint "workflow_rules_created_by_id_b6cf45ff_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_rules_workflow_type_id_88b154cf_fk_workflow_types_id" foreign key ("workflow_type_id") references "workflow_types" ("id") deferrable initially deferred;
alter table "workflow_notifications"
  add constraint "workflow_notifications_recipient_id_c9edef28_fk_users_id" foreign key ("recipient_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_notificatio_workflow_instance_id_0a98565a_fk_workflow_" foreign key ("workflow_instance_id") references "workflow_instances" ("id") deferrable initially deferred;
alter table "workflow_templates"
  add constraint "workflow_templates_created_by_id_797973d3_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "workflow_templates_document_types"
  add constraint "workflow_templates_d_workflowtemplate_id_66073bcd_fk_workflow_" foreign key ("workflowtemplate_id") references "workflow_templates" ("id") deferrable initially deferred,
  add constraint "workflow_templates_d_documenttype_id_101ddf6a_fk_document_" foreign key ("documenttype_id") references "document_types" ("id") deferrable initially deferred;
alter table "document_workflows"
  add constraint "document_workflows_current_assignee_id_2ed05304_fk_users_id" foreign key ("current_assignee_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_workflows_current_state_id_a6868f25_fk_workflow_" foreign key ("current_state_id") references "workflow_document_states" ("code") deferrable initially deferred,
  add constraint "document_workflows_document_id_780c486b_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_workflows_initiated_by_id_890199c5_fk_users_id" foreign key ("initiated_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_workflows_selected_approver_id_7e9a12f5_fk_users_id" foreign key ("selected_approver_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_workflows_selected_reviewer_id_f1ce7fee_fk_users_id" foreign key ("selected_reviewer_id") references "users" ("id") deferrable initially deferred;
alter table "document_transitions"
  add constraint "document_transitions_from_state_id_cd7f8274_fk_workflow_" foreign key ("from_state_id") references "workflow_document_states" ("code") deferrable initially deferred,
  add constraint "document_transitions_to_state_id_cb4f3f53_fk_workflow_" foreign key ("to_state_id") references "workflow_document_states" ("code") deferrable initially deferred,
  add constraint "document_transitions_transitioned_by_id_89c54504_fk_users_id" foreign key ("transitioned_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_transitions_workflow_id_02c6f6ed_fk_document_" foreign key ("workflow_id") references "document_workflows" ("id") deferrable initially deferred;
alter table "workflow_tasks"
  add constraint "workflow_tasks_assigned_by_id_f9a89240_fk_users_id" foreign key ("assigned_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_tasks_assigned_to_id_0be1ad08_fk_users_id" foreign key ("assigned_to_id") references "users" ("id") deferrable initially deferred,
  add constraint "workflow_tasks_workflow_instance_id_7ac48b09_fk_workflow_" foreign key ("workflow_instance_id") references "workflow_instances" ("id") deferrable initially deferred;
alter table "audit_configurations"
  add constraint "audit_configurations_created_by_id_762bf57f_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "audit_trail"
  add constraint "audit_trail_content_type_id_fe8cbfb5_fk_django_content_type_id" foreign key ("content_type_id") references "django_content_type" ("id") deferrable initially deferred,
  add constraint "audit_trail_user_id_8ac42c72_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "audit_query_logs"
  add constraint "audit_query_logs_user_id_fc36cfc9_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "compliance_reports"
  add constraint "compliance_reports_generated_by_id_6871378e_fk_users_id" foreign key ("generated_by_id") references "users" ("id") deferrable initially deferred;
alter table "data_integrity_checks"
  add constraint "data_integrity_checks_triggered_by_id_6d35fecc_fk_users_id" foreign key ("triggered_by_id") references "users" ("id") deferrable initially deferred;
alter table "login_audit"
  add constraint "login_audit_user_id_13f24724_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "user_sessions_audit"
  add constraint "user_sessions_audit_user_id_145b86bb_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "database_change_log"
  add constraint "database_change_log_user_id_172c1b9b_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred,
  add constraint "database_change_log_content_type_id_0bbb7776_fk_django_co" foreign key ("content_type_id") references "django_content_type" ("id") deferrable initially deferred;
alter table "compliance_events"
  add constraint "compliance_events_user_id_033fa45d_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "audit_events"
  add constraint "audit_events_primary_user_id_a2426f1e_fk_users_id" foreign key ("primary_user_id") references "users" ("id") deferrable initially deferred;
alter table "audit_events_involved_users"
  add constraint "audit_events_involve_auditevent_id_bd1970b8_fk_audit_eve" foreign key ("auditevent_id") references "audit_events" ("id") deferrable initially deferred,
  add constraint "audit_events_involved_users_user_id_adc5614f_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "audit_events_related_audit_logs"
  add constraint "audit_events_related_auditevent_id_71f92c4e_fk_audit_eve" foreign key ("auditevent_id") references "audit_events" ("id") deferrable initially deferred,
  add constraint "audit_events_related_audittrail_id_20c829bf_fk_audit_tra" foreign key ("audittrail_id") references "audit_trail" ("id") deferrable initially deferred;
alter table "security_encryption_keys"
  add constraint "security_encryption_keys_created_by_id_f6de1921_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "security_encryption_keys_revoked_by_id_96195465_fk_users_id" foreign key ("revoked_by_id") references "users" ("id") deferrable initially deferred;
alter table "security_pdfsigningcertificate"
  add constraint "security_pdfsigningc_created_by_id_a1272419_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "security_pdfgenerationlog"
  add constraint "security_pdfgenerati_certificate_id_5c24a2e5_fk_security_" foreign key ("certificate_id") references "security_pdfsigningcertificate" ("id") deferrable initially deferred,
  add constraint "security_pdfgenerationlog_document_id_bfca7a29_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "security_pdfgenerationlog_user_id_f4cbb199_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "security_digital_signatures"
  add constraint "security_digital_sig_document_id_6386739c_fk_documents" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "security_digital_signatures_signer_id_537a254c_fk_users_id" foreign key ("signer_id") references "users" ("id") deferrable initially deferred,
  add constraint "security_digital_signatures_verified_by_id_5bedfca8_fk_users_id" foreign key ("verified_by_id") references "users" ("id") deferrable initially deferred;
alter table "security_events"
  add constraint "security_events_document_id_8e3c5588_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "security_events_encryption_key_id_4a9107db_fk_security_" foreign key ("encryption_key_id") references "security_encryption_keys" ("id") deferrable initially deferred,
  add constraint "security_events_resolved_by_id_9d63c7f8_fk_users_id" foreign key ("resolved_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "security_events_signature_id_9c55342f_fk_security_" foreign key ("signature_id") references "security_digital_signatures" ("id") deferrable initially deferred,
  add constraint "security_events_user_id_a7089086_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "security_certificate_authorities"
  add constraint "security_certificate_created_by_id_d999e8ee_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "security_certificate_parent_ca_id_cdce06a2_fk_security_" foreign key ("parent_ca_id") references "security_certificate_authorities" ("id") deferrable initially deferred;
alter table "placeholder_definitions"
  add constraint "placeholder_definitions_created_by_id_2844281d_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "document_templates"
  add constraint "document_templates_created_by_id_c271345b_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "template_placeholders"
  add constraint "template_placeholder_placeholder_id_a8ea51f5_fk_placehold" foreign key ("placeholder_id") references "placeholder_definitions" ("id") deferrable initially deferred,
  add constraint "template_placeholder_template_id_c258a7ee_fk_document_" foreign key ("template_id") references "document_templates" ("id") deferrable initially deferred;
alter table "document_generations"
  add constraint "document_generations_requested_by_id_4b32fd54_fk_users_id" foreign key ("requested_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_generations_source_document_id_70f706ba_fk_documents" foreign key ("source_document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_generations_template_id_813dcd86_fk_document_" foreign key ("template_id") references "document_templates" ("id") deferrable initially deferred;
alter table "placeholder_cache"
  add constraint "placeholder_cache_placeholder_id_625079a0_fk_placehold" foreign key ("placeholder_id") references "placeholder_definitions" ("id") deferrable initially deferred;
alter table "document_schedules"
  add constraint "document_schedules_created_by_id_8efa94c4_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "document_schedules_document_id_dbfda579_fk_documents_id" foreign key ("document_id") references "documents" ("id") deferrable initially deferred,
  add constraint "document_schedules_executed_by_id_fc6e4363_fk_users_id" foreign key ("executed_by_id") references "users" ("id") deferrable initially deferred;
alter table "document_schedules_notification_users"
  add constraint "document_schedules_n_documentschedule_id_56937084_fk_document_" foreign key ("documentschedule_id") references "document_schedules" ("id") deferrable initially deferred,
  add constraint "document_schedules_n_user_id_f92e4dd1_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "notification_queue"
  add constraint "notification_queue_created_by_id_8b10a0e1_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "notification_queue_recipients"
  add constraint "notification_queue_r_notificationqueue_id_8baef58e_fk_notificat" foreign key ("notificationqueue_id") references "notification_queue" ("id") deferrable initially deferred,
  add constraint "notification_queue_recipients_user_id_822071aa_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "scheduled_tasks"
  add constraint "scheduled_tasks_created_by_id_316ec22b_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "task_executions"
  add constraint "task_executions_scheduled_task_id_bbbd303f_fk_scheduled" foreign key ("scheduled_task_id") references "scheduled_tasks" ("id") deferrable initially deferred,
  add constraint "task_executions_triggered_by_id_511d875d_fk_users_id" foreign key ("triggered_by_id") references "users" ("id") deferrable initially deferred;
alter table "backup_configurations"
  add constraint "backup_configurations_created_by_id_e9c9c49e_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "backup_jobs"
  add constraint "backup_jobs_configuration_id_33ec8515_fk_backup_co" foreign key ("configuration_id") references "backup_configurations" ("id") deferrable initially deferred,
  add constraint "backup_jobs_triggered_by_id_14d76906_fk_users_id" foreign key ("triggered_by_id") references "users" ("id") deferrable initially deferred;
alter table "restore_jobs"
  add constraint "restore_jobs_approved_by_id_9cbf5e64_fk_users_id" foreign key ("approved_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "restore_jobs_backup_job_id_5f67945c_fk_backup_jobs_id" foreign key ("backup_job_id") references "backup_jobs" ("id") deferrable initially deferred,
  add constraint "restore_jobs_requested_by_id_cc4f0d55_fk_users_id" foreign key ("requested_by_id") references "users" ("id") deferrable initially deferred;
alter table "disaster_recovery_plans"
  add constraint "disaster_recovery_plans_approved_by_id_93481b15_fk_users_id" foreign key ("approved_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "disaster_recovery_plans_created_by_id_ecd573be_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "system_configurations"
  add constraint "system_configurations_updated_by_id_41c3b524_fk_users_id" foreign key ("updated_by_id") references "users" ("id") deferrable initially deferred;
alter table "ui_customizations"
  add constraint "ui_customizations_created_by_id_fed90117_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "ui_customizations_target_users"
  add constraint "ui_customizations_ta_uicustomization_id_0c3b423f_fk_ui_custom" foreign key ("uicustomization_id") references "ui_customizations" ("id") deferrable initially deferred,
  add constraint "ui_customizations_target_users_user_id_db763ee2_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "feature_toggles"
  add constraint "feature_toggles_created_by_id_ba640493_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "feature_toggles_target_users"
  add constraint "feature_toggles_targ_featuretoggle_id_b4eb47ac_fk_feature_t" foreign key ("featuretoggle_id") references "feature_toggles" ("id") deferrable initially deferred,
  add constraint "feature_toggles_target_users_user_id_42362782_fk_users_id" foreign key ("user_id") references "users" ("id") deferrable initially deferred;
alter table "configuration_history"
  add constraint "configuration_history_changed_by_id_6ea503b3_fk_users_id" foreign key ("changed_by_id") references "users" ("id") deferrable initially deferred,
  add constraint "configuration_histor_configuration_id_d4b73a67_fk_system_co" foreign key ("configuration_id") references "system_configurations" ("id") deferrable initially deferred;
alter table "notification_templates"
  add constraint "notification_templates_created_by_id_385137a0_fk_users_id" foreign key ("created_by_id") references "users" ("id") deferrable initially deferred;
alter table "django_celery_beat_periodictask"
  add constraint "django_celery_beat_p_crontab_id_d3cba168_fk_django_ce" foreign key ("crontab_id") references "django_celery_beat_crontabschedule" ("id") deferrable initially deferred,
  add constraint "django_celery_beat_p_interval_id_a8ca27da_fk_django_ce" foreign key ("interval_id") references "django_celery_beat_intervalschedule" ("id") deferrable initially deferred,
  add constraint "django_celery_beat_p_solar_id_a87ce72c_fk_django_ce" foreign key ("solar_id") references "django_celery_beat_solarschedule" ("id") deferrable initially deferred,
  add constraint "django_celery_beat_p_clocked_id_47a69f82_fk_django_ce" foreign key ("clocked_id") references "django_celery_beat_clockedschedule" ("id") deferrable initially deferred;
