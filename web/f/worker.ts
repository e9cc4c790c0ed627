// The sealing, off the page's own thread. What it is told it keeps in memory only and forgets with the page.
import sodium from 'libsodium-wrappers-sumo'
import { serve } from './worker_tasks'

serve(sodium)
