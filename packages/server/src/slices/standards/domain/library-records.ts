/** The checks that the platform's own records answer. */
import { type Check, found } from './check.ts'
import { ofDevices, single } from './facts.ts'

const WEEK_S = 7 * 86_400

export const RECORD_CHECKS: readonly Check[] = [
  found('recovery.protected', 'recovery', 'Every system is backed up', {
    why: 'What is not backed up is gone when its disk is.',
    fix: 'Back up every system',
    risk: 'What is not backed up cannot be brought back after a fault, a theft or an attack.',
    as: 'recovery',
    nist: ['PR.DS-11'],
    hipaa: ['308(a)(7)(ii)(A)'],
    find: ofDevices(({ standing }) => standing !== 'not-protected', 'systems are backed up'),
  }),
  found('recovery.ran', 'recovery', 'The last backup of every system took place', {
    why: 'A backup that stopped weeks ago looks the same from outside.',
    fix: 'Repair the backups that fail',
    risk: 'A restore would bring back old data, or none.',
    as: 'recovery',
    nist: ['PR.DS-11'],
    hipaa: ['308(a)(7)(ii)(A)'],
    find: ofDevices(({ lastBackupFailed }) => (lastBackupFailed === null ? null : !lastBackupFailed), 'last backups took place'),
  }),
  found('recovery.proven', 'recovery', 'Every system came back in a restore test that has not expired', {
    why: 'Only a restore shows that a backup is good.',
    fix: 'Test every system’s restore',
    risk: 'Nobody knows whether the systems would come back.',
    as: 'recovery',
    nist: ['PR.DS-11', 'RC.RP-03'],
    hipaa: ['308(a)(7)(ii)(D)'],
    find: ofDevices(({ standing }) => (standing === 'failed' ? false : standing === 'proven'), 'systems came back in a test'),
  }),
  found('recovery.rpo', 'recovery', 'No system would lose more data than was agreed', {
    why: 'How old recovered data may be is a promise; the tests say what would really happen.',
    fix: 'Back up more often where the promise is not kept',
    risk: 'More work would be lost than was agreed.',
    as: 'recovery',
    nist: ['RC.RP-01'],
    hipaa: ['308(a)(7)(ii)(B)'],
    find: ofDevices(({ rpoKept }) => rpoKept, 'systems keep the promised age of data'),
  }),
  found('recovery.rto', 'recovery', 'Every system came back within the time that was agreed', {
    why: 'Work resumes when the systems do; the tests measure it.',
    fix: 'Make recovery as fast as was agreed',
    risk: 'People would wait longer than was agreed.',
    as: 'recovery',
    nist: ['RC.RP-01'],
    hipaa: ['308(a)(7)(ii)(C)'],
    find: ofDevices(({ rtoKept }) => rtoKept, 'systems came back in the promised time'),
  }),
  found('recovery.copy', 'recovery', 'Every backup lies in a second place too', {
    why: 'Fire, theft and an attacker with the server’s keys take what lies in one place.',
    fix: 'A second copy of the backups, elsewhere',
    risk: 'One event takes the systems and their backups.',
    as: 'recovery',
    nist: ['PR.DS-11', 'PR.IR-03'],
    hipaa: ['308(a)(7)(ii)(A)'],
    find: ofDevices(({ copied }) => copied, 'backups have a copy elsewhere'),
  }),
  found('recovery.seen', 'recovery', 'A person of the client has seen a restored server in the last year', {
    why: 'They know best whether what came back is their data.',
    fix: 'Look at a restored server together',
    risk: 'A restore may miss what only its users would notice.',
    as: 'recovery',
    nist: ['ID.IM-02', 'RC.RP-05'],
    hipaa: ['308(a)(7)(ii)(D)'],
    find: ({ devices }) =>
      devices.length === 0
        ? single(null, 'No system has enrolled yet.')
        : single(
            devices.some(({ seenByClient }) => seenByClient),
            `${devices.filter(({ seenByClient }) => seenByClient).length} of ${devices.length} systems were seen by a person of the client.`,
          ),
  }),
  found('equipment.heard', 'endpoint', 'Every system was heard from in the last week', {
    why: 'A machine that is silent is not watched, not updated and not backed up.',
    fix: 'Find the machines that are silent, or take them out of use',
    risk: 'Nobody would notice what happens on them.',
    as: 'equipment',
    nist: ['DE.CM-09'],
    hipaa: ['310(c)'],
    ftc: ['(c)(2)'],
    find: ofDevices(({ silentSeconds }) => silentSeconds !== null && silentSeconds < WEEK_S, 'systems were heard from'),
  }),
  found('updates.supported', 'updates', 'Every system’s maker still mends it', {
    why: 'Holes found after the end of support stay open for ever.',
    fix: 'Replace the systems that get no security updates any more',
    risk: 'Known holes stay open, and insurers ask about them.',
    as: 'updates',
    nist: ['PR.PS-02', 'ID.AM-08'],
    hipaa: ['308(a)(1)(ii)(B)'],
    ftc: ['(d)(2)'],
    find: ofDevices(({ support }) => {
      if (support.kind === 'not-known') return null
      return support.kind !== 'ended'
    }, 'systems are supported'),
  }),
  found('equipment.unsupported-gear', 'updates', 'No other equipment is past its maker’s support', {
    why: 'Firewalls and storage without updates are the usual way in.',
    fix: 'Replace the equipment that gets no updates any more',
    risk: 'The way in stays open, whatever is done on the computers.',
    as: 'equipment',
    nist: ['PR.PS-03', 'ID.AM-08'],
    find: ({ assets }) =>
      assets.total === 0
        ? single(null, 'No asset is known yet.')
        : {
            ...single(assets.unsupported.length === 0, `${assets.unsupported.length} of ${assets.total} are past it.`),
            exceptions: [...assets.unsupported],
          },
  }),
  found('equipment.ages', 'equipment', 'The age of everything is known', {
    why: 'What has no age on paper is replaced when it breaks.',
    fix: 'Write down when everything was bought',
    risk: 'Replacements come as emergencies, at emergency prices.',
    as: 'equipment',
    nist: ['ID.AM-01', 'ID.AM-08'],
    hipaa: ['310(d)(2)(iii)'],
    ftc: ['(c)(2)'],
    find: ({ assets }) =>
      assets.total === 0
        ? single(null, 'No asset is known yet.')
        : {
            ...single(assets.withoutAge.length === 0, `${assets.total - assets.withoutAge.length} of ${assets.total} have a known age.`),
            sample: { met: assets.total - assets.withoutAge.length, of: assets.total },
            exceptions: [...assets.withoutAge],
          },
  }),
  found('equipment.not-overdue', 'equipment', 'Nothing is past its useful life', {
    why: 'Old equipment fails more, and is slower to mend.',
    fix: 'Replace what is past its useful life, by the plan',
    risk: 'More outages, longer ones, and repairs that are not worth their price.',
    as: 'equipment',
    nist: ['PR.PS-03'],
    find: ({ assets }) =>
      assets.total === 0
        ? single(null, 'No asset is known yet.')
        : {
            ...single(assets.overdue.length === 0, `${assets.overdue.length} of ${assets.total} are overdue.`),
            exceptions: [...assets.overdue],
          },
  }),
  found('equipment.budget', 'equipment', 'A plan of replacements was approved in the last year', {
    why: 'Spending that is known is spending without panic.',
    fix: 'Make and approve the plan of replacements',
    risk: 'One huge bill in place of many small steps.',
    as: 'equipment',
    nist: ['GV.RM-01', 'ID.AM-08'],
    ftc: ['(g)'],
    find: ({ budgetAgeDays }) =>
      single(
        budgetAgeDays !== null && budgetAgeDays <= 365,
        budgetAgeDays === null ? 'None was approved yet.' : `It was approved ${budgetAgeDays} days ago.`,
      ),
  }),
  found('mail.filtered', 'mail', 'Mail is cleaned before it reaches the mailboxes', {
    why: 'Most attacks on small firms come as mail.',
    fix: 'A mail filter in front of the mailboxes',
    risk: 'Phishing and malware reach everybody’s desk.',
    as: 'mail',
    nist: ['DE.CM-01', 'PR.PS-05'],
    hipaa: ['308(a)(5)(ii)(B)'],
    // No domain here is no proof that another service does not do it.
    find: ({ mailDomains }) =>
      mailDomains > 0
        ? single(true, `${mailDomains} ${mailDomains === 1 ? 'domain passes' : 'domains pass'} the gateway.`)
        : single(null, 'No domain passes the gateway; another filter is not known to the records.'),
  }),
  found('mail.unscanned', 'mail', 'Mail waits when the virus scanner is away', {
    why: 'What passes unscanned passes for good.',
    fix: 'Let mail wait for the virus scanner',
    risk: 'Malware passes in the hour in which the scanner is away.',
    as: 'mail',
    nist: ['DE.CM-01'],
    hipaa: ['308(a)(5)(ii)(B)'],
    find: ({ mailUnscanned }) =>
      single(
        mailUnscanned === null ? null : !mailUnscanned,
        mailUnscanned === null ? 'No domain passes the gateway.' : mailUnscanned ? 'It is delivered unscanned.' : 'It waits.',
      ),
  }),
  found('documents.report', 'documents', 'The last month’s report was approved by a person', {
    why: 'Who pays should know each month whether they could come back.',
    fix: 'Approve the report each month',
    risk: 'Nobody at the client knows how they stand.',
    as: 'documents',
    nist: ['GV.OV-01'],
    ftc: ['(i)'],
    find: ({ reportAgeMonths }) =>
      single(
        reportAgeMonths === null ? false : reportAgeMonths <= 0,
        reportAgeMonths === null ? 'None was approved yet.' : `The newest is ${reportAgeMonths} months behind.`,
      ),
  }),
  found('documents.hours', 'documents', 'Hours and targets of service are set', {
    why: 'A promise that nobody wrote down cannot be kept.',
    fix: 'Agree on hours and targets of service',
    risk: 'Whether help was in time is a matter of opinion.',
    as: 'documents',
    nist: ['GV.SC-05'],
    find: ({ hoursSet }) => single(hoursSet, hoursSet ? 'A person has set them.' : 'They are the proposed ones.'),
  }),
  found('people.manager', 'people', 'A manager of the client can decide in the portal', {
    why: 'Advice without somebody who can answer it goes nowhere.',
    fix: 'Invite a manager to the portal',
    risk: 'Decisions are made by nobody, and recorded by nobody.',
    as: 'people',
    nist: ['GV.RR-01', 'GV.RR-02'],
    ftc: ['(a)'],
    find: ({ managers }) => single(managers > 0, `${managers} ${managers === 1 ? 'manager' : 'managers'} can sign in.`),
  }),
  found('people.reviews', 'people', 'What was declined was looked at again in time', {
    why: 'What was too dear last year may be due now.',
    fix: 'Look at what was declined again',
    risk: 'A risk that was taken once is taken for ever.',
    as: 'people',
    nist: ['GV.RM-06', 'ID.IM-01'],
    ftc: ['(g)'],
    find: ({ declinedDue }) => ({
      ...single(declinedDue.length === 0, declinedDue.length === 0 ? 'Nothing is due.' : `${declinedDue.length} due.`),
      exceptions: [...declinedDue],
    }),
  }),
]
