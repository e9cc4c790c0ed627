// Which roles a manager may give out. The hub decides; this keeps the choice short.
import type { Me } from '../shared/api/types'

const kVillage = ['village_clerk', 'unit_head']
const kAll = [
  'village_clerk', 'unit_head', 'town_section', 'town_reviewer', 'department_officer', 'department_head', 'gate_officer', 'duty_monitor',
  'staffing_officer', 'system_admin', 'security_admin', 'audit_admin',
]
export const mayGrant = (me: Me): string[] => ((me.for_post ? '' : me.post.role) === 'security_admin' ? kAll : kVillage)
