/**
 * The content types of the EDMS, `[app, [[model, verbose name], …]]`, in the order in which Django makes
 * them. Django makes four permissions for each.
 */
const CONTENT_TYPES: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['admin', [['logentry', 'log entry']]],
  [
    'auth',
    [
      ['permission', 'permission'],
      ['group', 'group'],
    ],
  ],
  ['contenttypes', [['contenttype', 'content type']]],
  ['sessions', [['session', 'session']]],
  [
    'users',
    [
      ['user', 'User'],
      ['role', 'Role'],
      ['mfadevice', 'MFA Device'],
      ['userrole', 'User Role Assignment'],
    ],
  ],
  [
    'documents',
    [
      ['document', 'Document'],
      ['documentaccesslog', 'Document Access Log'],
      ['documentattachment', 'Document Attachment'],
      ['documentcomment', 'Document Comment'],
      ['documentdependency', 'Document Dependency'],
      ['documentsource', 'Document Source'],
      ['documenttype', 'Document Type'],
      ['documentversion', 'Document Version'],
    ],
  ],
  [
    'workflows',
    [
      ['workflowtype', 'Workflow Type'],
      ['workflowinstance', 'Workflow Instance'],
      ['workflowtransition', 'Workflow Transition'],
      ['workflowtemplate', 'Workflow Template'],
      ['workflowtask', 'Workflow Task'],
      ['workflowrule', 'Workflow Rule'],
      ['workflownotification', 'Workflow Notification'],
      ['documentstate', 'document state'],
      ['documentworkflow', 'document workflow'],
      ['documenttransition', 'document transition'],
    ],
  ],
  [
    'audit',
    [
      ['auditconfiguration', 'Audit Configuration'],
      ['auditevent', 'Audit Event'],
      ['auditquerylog', 'Audit Query Log'],
      ['audittrail', 'Audit Log Entry'],
      ['complianceevent', 'compliance event'],
      ['compliancereport', 'Compliance Report'],
      ['databasechangelog', 'database change log'],
      ['dataintegritycheck', 'Data Integrity Check'],
      ['loginaudit', 'login audit'],
      ['systemevent', 'system event'],
      ['usersession', 'user session'],
    ],
  ],
  [
    'security',
    [
      ['certificateauthority', 'Certificate Authority'],
      ['digitalsignature', 'Digital Signature'],
      ['encryptionkey', 'Encryption Key'],
      ['securityevent', 'Security Event'],
      ['pdfgenerationlog', 'PDF Generation Log'],
      ['pdfsigningcertificate', 'PDF Signing Certificate'],
    ],
  ],
  [
    'placeholders',
    [
      ['documentgeneration', 'Document Generation'],
      ['documenttemplate', 'Document Template'],
      ['placeholdercache', 'Placeholder Cache'],
      ['placeholderdefinition', 'Placeholder Definition'],
      ['templateplaceholder', 'Template Placeholder'],
    ],
  ],
  [
    'scheduler',
    [
      ['documentschedule', 'Document Schedule'],
      ['notificationqueue', 'Notification Queue'],
      ['scheduledtask', 'Scheduled Task'],
      ['systemhealthcheck', 'System Health Check'],
      ['taskexecution', 'Task Execution'],
    ],
  ],
  [
    'backup',
    [
      ['backupconfiguration', 'Backup Configuration'],
      ['backupjob', 'Backup Job'],
      ['disasterrecoveryplan', 'Disaster Recovery Plan'],
      ['healthcheck', 'Health Check'],
      ['restorejob', 'Restore Job'],
      ['systemmetric', 'System Metric'],
    ],
  ],
  [
    'settings',
    [
      ['configurationhistory', 'Configuration History'],
      ['featuretoggle', 'Feature Toggle'],
      ['notificationtemplate', 'Notification Template'],
      ['systemconfiguration', 'System Configuration'],
      ['uicustomization', 'UI Customization'],
    ],
  ],
  [
    'django_celery_beat',
    [
      ['crontabschedule', 'crontab'],
      ['intervalschedule', 'interval'],
      ['periodictask', 'periodic task'],
      ['periodictasks', 'periodic tasks'],
      ['solarschedule', 'solar event'],
      ['clockedschedule', 'clocked'],
    ],
  ],
];

/** Permissions that an installation of the EDMS has beside Django's own (FORMATS, section 3). */
const CUSTOM_PERMISSIONS = [
  ['can_review_document', 'Can review documents'],
  ['can_approve_document', 'Can approve documents'],
  ['can_senior_approve_document', 'Can approve high-criticality documents'],
] as const;

export interface ContentType {
  readonly app: string;
  readonly model: string;
  readonly verboseName: string;
}

export interface Permission {
  readonly app: string;
  readonly model: string;
  readonly codename: string;
  readonly name: string;
}

export function contentTypes(): readonly ContentType[] {
  return CONTENT_TYPES.flatMap(([app, models]) =>
    models.map(([model, verboseName]) => ({ app, model, verboseName })),
  );
}

/** Django's own permissions, followed by the installation's. */
export function permissions(): readonly Permission[] {
  const own = contentTypes().flatMap(({ app, model, verboseName }) =>
    ['add', 'change', 'delete', 'view'].map((verb) => ({
      app,
      model,
      codename: `${verb}_${model}`,
      name: `Can ${verb} ${verboseName}`,
    })),
  );
  const custom = CUSTOM_PERMISSIONS.map(([codename, name]) => ({
    app: 'documents',
    model: 'document',
    codename,
    name,
  }));
  return [...own, ...custom];
}
