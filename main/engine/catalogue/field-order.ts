/**
 * The order in which Django's models declare their fields, which is the order of a fixture; columns of the database (and
 * the map) have foreign keys last. Models that are not here, and fields that are not in their line, keep the map's order.
 */
const DECLARED: { readonly [label: string]: string } = {
  'admin.logentry': 'id action_time user content_type object_id object_repr action_flag change_message',
  'auth.permission': 'id name content_type codename',
  'auth.group_permissions': 'id group permission',
  'auth.group': 'id name',
  'contenttypes.contenttype': 'id app_label model',
  'sessions.session': 'session_key session_data expire_date',
  'django_celery_beat.solarschedule': 'id event latitude longitude',
  'django_celery_beat.intervalschedule': 'id every period',
  'django_celery_beat.clockedschedule': 'id clocked_time',
  'django_celery_beat.crontabschedule': 'id minute hour day_of_week day_of_month month_of_year timezone',
  'django_celery_beat.periodictasks': 'ident last_update',
  'django_celery_beat.periodictask':
    'id name task interval crontab solar clocked args kwargs queue exchange routing_key headers priority expires expire_seconds one_off start_time enabled last_run_at total_run_count date_changed description',
  'users.user_groups': 'id user group',
  'users.user_user_permissions': 'id user permission',
  'users.user':
    'id password last_login is_superuser username first_name last_name email is_staff is_active date_joined uuid employee_id phone_number department position manager is_validated validation_date validation_expiry password_changed_at mfa_enabled failed_login_attempts account_locked_until created_at updated_at created_by metadata',
  'users.role':
    'id uuid name description module permission_level inherits_from is_active is_system_role created_at updated_at created_by metadata',
  'users.userrole':
    'id uuid user role assigned_at assigned_by expires_at is_active revoked_at revoked_by assignment_reason revocation_reason metadata',
  'users.mfadevice':
    'id uuid user device_type name secret_key backup_codes phone_number email_address is_active is_verified last_used_at usage_count created_at verified_at metadata',
  'documents.documenttype':
    'id uuid name code description template_required template_path approval_required review_required retention_years numbering_prefix numbering_format is_active created_at updated_at created_by metadata',
  'documents.documentsource':
    'id uuid name source_type description requires_verification requires_signature is_active created_at',
  'documents.document':
    'id uuid document_number title description keywords version_major version_minor document_type document_source status priority author reviewer approver file_name file_path file_size file_checksum mime_type is_encrypted encryption_metadata created_at updated_at review_date approval_date effective_date review_due_date obsolete_date obsolescence_date obsolescence_reason obsoleted_by reason_for_change change_summary supersedes is_active requires_training is_controlled search_vector metadata',
  'documents.documentversion':
    'id uuid document version_major version_minor version_comment file_name file_path file_size file_checksum created_at created_by status change_summary reason_for_change metadata',
  'documents.documentdependency':
    'id uuid document depends_on dependency_type description is_critical created_at created_by is_active metadata',
  'documents.documentaccesslog':
    'id uuid document user access_type access_timestamp ip_address user_agent session_id success failure_reason document_version file_downloaded access_duration metadata',
  'documents.documentcomment':
    'id uuid document author comment_type subject content page_number section line_reference created_at updated_at is_resolved resolved_at resolved_by parent_comment is_internal requires_response metadata',
  'documents.documentattachment':
    'id uuid document name description attachment_type file_name file_path file_size file_checksum mime_type uploaded_at uploaded_by is_active is_public requires_signature version metadata',
  'workflows.workflowtype':
    'id uuid name workflow_type description is_active requires_approval allows_parallel auto_transition timeout_days reminder_days created_at created_by metadata',
  'workflows.workflowinstance':
    'id uuid workflow_type state content_type object_id initiated_by current_assignee started_at completed_at due_date is_active is_completed completion_reason workflow_data metadata',
  'workflows.workflowtransition':
    'id uuid workflow_instance from_state to_state transition_name transitioned_by transitioned_at ip_address user_agent session_id comment transition_data metadata',
  'workflows.workflowrule':
    'id uuid workflow_type name description rule_type conditions actions is_active execution_order created_at created_by metadata',
  'workflows.workflownotification':
    'id uuid workflow_instance notification_type recipient subject message notification_data created_at sent_at status error_message is_read read_at channels metadata',
  'workflows.workflowtemplate_document_types': 'id workflowtemplate documenttype',
  'workflows.workflowtemplate':
    'id uuid name description workflow_type states_config transitions_config tasks_config rules_config is_active is_default version created_at created_by metadata',
  'workflows.documentstate': 'code name description is_initial is_final',
  'workflows.documentworkflow':
    'id uuid document workflow_type current_state initiated_by current_assignee selected_reviewer selected_approver created_at updated_at due_date effective_date obsoleting_date workflow_data up_version_reason obsoleting_reason termination_reason is_terminated last_approved_state',
  'workflows.documenttransition':
    'id uuid workflow from_state to_state transitioned_by transitioned_at comment transition_data',
  'audit.auditconfiguration':
    'id uuid name description enable_field_tracking enable_relationship_tracking track_create track_update track_delete retention_days compress_old_records async_logging batch_size is_active created_at updated_at created_by metadata',
  'audit.audittrail':
    'id uuid timestamp action severity user user_display_name session_id ip_address user_agent content_type object_id object_representation field_changes old_values new_values description module request_path request_method checksum is_tampered verification_status metadata',
  'audit.auditquerylog':
    'id uuid timestamp query_type user ip_address user_agent session_id query_description filters_applied records_accessed date_from date_to purpose metadata',
  'audit.compliancereport':
    'id uuid name report_type description date_from date_to filters generated_at generated_by status report_data summary_stats file_path file_size report_checksum digital_signature expires_at is_archived archived_at metadata',
  'audit.dataintegritycheck':
    'id uuid check_type started_at completed_at scope parameters status items_checked items_passed items_failed findings recommendations triggered_by is_automated execution_time metadata',
  'audit.systemevent': 'id uuid event_type timestamp description details severity',
  'audit.loginaudit': 'id uuid user username timestamp success ip_address user_agent failure_reason',
  'audit.usersession':
    'id uuid user session_key ip_address user_agent login_timestamp last_activity logout_timestamp is_active',
  'audit.databasechangelog':
    'id uuid timestamp table_name operation record_id user old_values new_values content_type object_id action ip_address session_id integrity_hash',
  'audit.complianceevent': 'id uuid event_type timestamp description severity user resolution_status',
  'audit.auditevent_involved_users': 'id auditevent user',
  'audit.auditevent_related_audit_logs': 'id auditevent audittrail',
  'audit.auditevent':
    'id uuid event_type title description started_at completed_at duration primary_user is_successful error_message business_process compliance_impact metadata',
  'security.encryptionkey':
    'id uuid name key_type algorithm key_id fingerprint key_size created_at created_by expires_at is_active revoked_at revoked_by last_used_at usage_count metadata',
  'security.pdfsigningcertificate':
    'id uuid name certificate_type certificate_pem private_key_pem public_key_pem subject_cn issuer_name serial_number valid_from valid_until is_active is_default created_at created_by',
  'security.pdfgenerationlog':
    'id uuid document user certificate generation_type status processing_time_ms input_file_size output_file_size error_message signature_applied metadata_embedded watermark_applied qr_code_added ip_address user_agent created_at',
  'security.digitalsignature':
    'id uuid document signature_data algorithm document_hash signer signer_certificate signer_role signed_at verified_at verified_by status is_valid validation_message timestamp_token timestamp_authority signature_purpose metadata',
  'security.securityevent':
    'id uuid event_type severity title description timestamp user ip_address user_agent document encryption_key signature is_resolved resolved_at resolved_by resolution_notes event_data metadata',
  'security.certificateauthority':
    'id uuid name ca_type certificate_pem public_key_pem subject issuer serial_number fingerprint_sha256 valid_from valid_until is_valid parent_ca created_at created_by is_trusted revoked_at metadata',
  'placeholders.placeholderdefinition':
    'id uuid name display_name description placeholder_type data_source source_field format_string date_format default_value validation_rules is_active requires_permission cache_duration created_at updated_at created_by',
  'placeholders.documenttemplate':
    'id uuid name description template_type file_path output_filename_pattern processing_rules version status is_default usage_count last_used created_at updated_at created_by',
  'placeholders.templateplaceholder':
    'id uuid template placeholder is_required default_value validation_rules order format_override created_at',
  'placeholders.documentgeneration':
    'id uuid template source_document output_format context_data generation_options status output_file_path output_filename file_size file_checksum started_at completed_at processing_time error_message requested_by created_at',
  'placeholders.placeholdercache':
    'id uuid placeholder cache_key cached_value context_hash created_at expires_at hit_count',
  'scheduler.scheduledtask': 'id name description scheduled_time completed created_at',
  'backup.backupconfiguration':
    'id uuid name description backup_type frequency schedule_time schedule_days retention_days max_backups storage_path compression_enabled encryption_enabled status is_enabled created_at updated_at created_by',
  'backup.backupjob':
    'id uuid configuration job_name backup_type started_at completed_at duration status backup_file_path backup_size compression_ratio error_message retry_count max_retries checksum is_valid validation_errors created_at triggered_by',
  'backup.restorejob':
    'id uuid backup_job restore_type target_location restore_options started_at completed_at duration status restored_items_count failed_items_count error_message restore_log created_at requested_by approved_by',
  'backup.healthcheck':
    'id uuid check_name check_type status response_time message details metrics checked_at',
  'backup.systemmetric':
    'id uuid metric_name metric_type value unit warning_threshold critical_threshold status metadata recorded_at',
  'backup.disasterrecoveryplan':
    'id uuid name description disaster_type recovery_procedures estimated_recovery_time required_resources responsible_team emergency_contacts status version last_tested test_results next_test_due created_at updated_at created_by approved_by',
  'settings.systemconfiguration':
    'id uuid key display_name description category setting_type value default_value validation_rules allowed_values is_sensitive requires_restart is_user_configurable created_at updated_at updated_by',
  'settings.uicustomization_target_users': 'id uicustomization user',
  'settings.uicustomization':
    'id uuid name description customization_type settings_data uploaded_file status is_default target_departments created_at updated_at created_by',
  'settings.featuretoggle_target_users': 'id featuretoggle user',
  'settings.featuretoggle':
    'id uuid key name description toggle_type is_enabled conditions target_roles rollout_percentage start_date end_date created_at updated_at created_by',
  'settings.configurationhistory':
    'id uuid configuration change_type old_value new_value change_reason changed_by changed_at ip_address',
  'settings.notificationtemplate':
    'id uuid name description template_type event_type subject_template body_template html_template available_variables is_active is_default version created_at updated_at created_by',
};

/** Sorts field names of a model as Django declares them; what is not known comes last. */
export function inDeclaredOrder<T extends { readonly name: string }>(
  label: string,
  fields: readonly T[],
): readonly T[] {
  const places = new Map((DECLARED[label] ?? '').split(' ').map((name, place) => [name, place]));
  const placeOf = ({ name }: T) => places.get(name) ?? places.size;
  return [...fields].sort((a, b) => placeOf(a) - placeOf(b));
}
