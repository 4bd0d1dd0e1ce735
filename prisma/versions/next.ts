import type { EdmsVersion } from './edms-version.ts';

/**
 * The release after the one that the map describes. `next.sql` turns an empty database of the present version into
 * one of this; `next.integration.test.ts` holds the two against each other.
 */
export const nextVersion: EdmsVersion = {
  name: 'next',
  addedFields: {
    'documents.document': [
      {
        name: 'sensitivity_label',
        column: 'sensitivity_label',
        type: 'CharField',
        nullable: false,
        maxLength: 20,
        choices: ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED', 'PROPRIETARY'],
        default: { value: 'INTERNAL' },
      },
      {
        name: 'sensitivity_change_reason',
        column: 'sensitivity_change_reason',
        type: 'TextField',
        nullable: false,
        default: { value: '' },
      },
      {
        name: 'sensitivity_set_at',
        column: 'sensitivity_set_at',
        type: 'DateTimeField',
        nullable: true,
      },
      {
        name: 'sensitivity_set_by',
        column: 'sensitivity_set_by_id',
        type: 'ForeignKey',
        nullable: true,
        references: 'users.user',
      },
      {
        name: 'sensitivity_inherited_from',
        column: 'sensitivity_inherited_from_id',
        type: 'ForeignKey',
        nullable: true,
        references: 'documents.document',
      },
      { name: 'review_period_months', column: 'review_period_months', type: 'IntegerField', nullable: true },
      { name: 'last_review_date', column: 'last_review_date', type: 'DateField', nullable: true },
      { name: 'next_review_date', column: 'next_review_date', type: 'DateField', nullable: true },
      {
        name: 'last_reviewed_by',
        column: 'last_reviewed_by_id',
        type: 'ForeignKey',
        nullable: true,
        references: 'users.user',
      },
    ],
  },
  addedModels: [
    { label: 'workflows.documentreview', table: 'document_reviews', step: 'business' },
    { label: 'documents.systemconfiguration', table: 'system_configuration', step: 'infrastructure' },
  ],
  droppedTables: [
    'backup_configurations',
    'backup_jobs',
    'restore_jobs',
    'health_checks',
    'system_metrics',
    'disaster_recovery_plans',
    'system_health_checks',
    'task_executions',
    'notification_queue',
    'notification_queue_recipients',
    'document_schedules',
    'document_schedules_notification_users',
    'workflow_tasks',
  ],
  nullableFields: ['audit.audittrail.session_id', 'documents.documentaccesslog.session_id'],
};
