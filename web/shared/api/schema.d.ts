// Generated from docs/openapi.yaml by tools/generate-types.mjs. Change the document and run `npm run api`; edits here are lost.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An opaque id. A decimal number in text, because 64 bits do not fit a JSON number everywhere. */
        Id: string;
        /**
         * Format: date-time
         * @description A moment in UTC with milliseconds. Screens show it in Beijing time.
         */
        Moment: string;
        /**
         * Format: date
         * @description A calendar day in Beijing time.
         */
        Day: string;
        /**
         * Format: int64
         * @description Counts the changes of one object. Sent as ETag; If-Match must name the newest.
         */
        Revision: number;
        /** @description One fault in what was sent, at its field. */
        Finding: {
            /** @description where: "deadline", "rows.new-1.cells", "line 12" */
            field: string;
            /** @description a key of i18n/: stable, for programs */
            code: string;
            /** @description the sentence, in the language of Accept-Language */
            message: string;
            /** @description false: a warning, which a remark answers */
            blocks: boolean;
        };
        /** @description RFC 9457 problem details. `code` is a key of i18n/ and stays the same; `detail` is its sentence in the reader's language. */
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            code: string;
            detail: string;
            /** @description the request's id, which the server's log names too */
            request?: string;
            findings?: components["schemas"]["Finding"][];
            /** @description what the client needs to go on; its shape depends on the code. forms.return.stale: {theirs: {draft, by, at, revision, state}} */
            details?: unknown;
        };
        /** @description What was made or changed. */
        Done: {
            id: components["schemas"]["Id"];
        };
        /** @description Whether the process lives. */
        Health: {
            /** @enum {string} */
            status: "alive" | "must_restart";
            release: string;
        };
        /** @description Whether requests may be sent here. */
        Readiness: {
            /** @enum {string} */
            status: "ready" | "not_ready";
        };
        /** @description One piece of work in the background. */
        Job: {
            id: components["schemas"]["Id"];
            /** @description which work: "forms.export" */
            kind: string;
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed";
            attempts: number;
            /** @description for the operator; no personal data */
            last_error: string;
            /** @description not before */
            run_at: components["schemas"]["Moment"];
        };
        /**
         * @description Level of a unit; departments and stations are "other".
         * @enum {string}
         */
        Level: "nation" | "province" | "city" | "county" | "township" | "village" | "other";
        /**
         * @description 行政建制, 功能区, 统计用, 部门, 站所, 企事业.
         * @enum {string}
         */
        UnitKind: "administrative" | "functional_zone" | "statistical" | "department" | "station" | "enterprise";
        /** @description A unit as one version of the tree shows it. */
        Unit: {
            /** @description stays the same through every renaming and merger */
            id: components["schemas"]["Id"];
            /** @description of the official table of divisions; departments have one of the hub's own */
            code: string;
            name: string;
            level: components["schemas"]["Level"];
            kind: components["schemas"]["UnitKind"];
        };
        /** @description A proposal as lists show it. */
        AdmissionItem: {
            id: components["schemas"]["Id"];
            /** @description 准入编号 */
            number: string | null;
            /** @description 批准（备案）文号 of a recorded survey */
            approval: string;
            form: components["schemas"]["Id"];
            title: string;
            /** @enum {string} */
            class: "statistical" | "entitlement" | "routine";
            period: string;
            /** @enum {string} */
            origin: "own" | "handed_down" | "emergency";
            /** @enum {string} */
            state: "draft" | "waiting" | "admitted" | "admitted_with_changes" | "sent_back" | "refused" | "recorded" | "filed_late" | "expired" | "stopped" | "merged";
            issuer: components["schemas"]["Unit"] | null;
            gate: {
                unit?: components["schemas"]["Id"];
                name?: string;
            } | null;
            due: string | null;
            overdue: boolean;
            /** @enum {string|null} */
            silence: "admitted" | "escalated" | "overdue" | null;
            expires: string | null;
            submitted_at: string | null;
            decided_at: string | null;
            hours_per_year: number;
            revision: number;
        };
        /** @description What the hub says of one field, and what the department wants of it. A form from before the gate has fewer members. */
        AdmissionVerdict: {
            field: string;
            label: string;
            element?: components["schemas"]["Id"];
            type?: string;
            /** @enum {string} */
            verdict: "held" | "held_not_shareable" | "verify_only" | "derivable" | "stale" | "duplicate" | "new";
            holder?: {
                source?: string;
                as_of?: string | null;
            } | null;
            coverage?: {
                held: number;
                /** @description held within the refresh cycle */
                fresh: number;
                stale: number;
                of: number;
            };
            asked_by?: {
                form?: components["schemas"]["Id"];
                proposal?: components["schemas"]["Id"];
                title?: string;
                number?: string | null;
                issuer?: components["schemas"]["Unit"] | null;
            } | null;
            /** @description the expression that gives it */
            derivation?: string | null;
            /** @enum {string} */
            answer: "ask" | "use_held" | "counts" | "rows" | "drop";
            /** @description false: nobody chose, it is what asks units least */
            answered?: boolean;
            purpose?: string;
            basis?: string;
            justification?: string;
            /** @description of a form handed down: added here */
            local?: boolean;
            personal?: boolean;
            /** @description the issuer is its steward */
            own?: boolean;
            key?: boolean;
            /** @description units are asked for what the hub has; needs a justification */
            again?: boolean;
            /** @description a year */
            cost_minutes?: number;
        };
        /** @description The units of a proposal's scope and whether the hub has a field of each. No value, and no number of rows of people. */
        AdmissionCoverage: {
            field: string;
            label: string;
            element: components["schemas"]["Id"];
            coverage: {
                held: number;
                /** @description held within the refresh cycle */
                fresh: number;
                stale: number;
                of: number;
            };
            /** @description the moment that is shown */
            as_of: string;
            /** @description as it stood when the gate was asked; false: now */
            frozen: boolean;
            tree_version: number;
            items: {
                id: components["schemas"]["Id"];
                unit: components["schemas"]["Unit"];
                /** @description the unit above it */
                within: string | null;
                /** @enum {string} */
                state: "held" | "stale" | "not_held";
                as_of: string | null;
                source: {
                    kind?: string;
                    /** @description the form, or the system or table that it came from */
                    label?: string;
                } | null;
            }[];
            /** @description cursor of the next page; null on the last */
            next: string | null;
        };
        /** @description A form of the directory with whom it asks and its bill. */
        DirectoryEntry: components["schemas"]["AdmissionItem"] & {
            minutes_per_unit: number;
            frequency: number;
            scope: {
                unit?: components["schemas"]["Unit"] | null;
                level?: string;
            }[];
            bill: components["schemas"]["AdmissionBill"] | null;
        };
        /** @description The burden bill: units × frequency × minutes. */
        AdmissionBill: {
            units: number;
            frequency_per_year: number;
            minutes_per_unit: number;
            hours_asking: number;
            /** @description asking + hub_answers + left_out */
            hours_asking_everything: number;
            hours_hub_answers: number;
            hours_left_out: number;
            paper_hours: number;
            lines: {
                /** @description a field's code, or return and paper: what each return costs beside its cells */
                field?: string;
                label?: string;
                minutes?: number;
                times?: number;
                /** @description that type it */
                units?: number;
                /** @description that only look */
                confirming?: number;
                hours?: number;
                hours_everything?: number;
                hours_hub_answers?: number;
            }[];
        };
        /** @description What a department says of its form; class and cycle are the draft's. */
        AdmissionHeader: {
            purpose?: string;
            legal_basis?: string;
            justification_rows?: string;
            /** @description times a year */
            frequency?: number;
            scope: {
                unit: components["schemas"]["Id"];
                /** @enum {string} */
                level: "self" | "village" | "township" | "county" | "city" | "other";
            }[];
            paper_wanted?: boolean;
            valid_for_months?: number;
            /** @description emergency: who ordered it */
            leader?: string;
            /** @description handed down: which document says so */
            document?: string;
        };
        /** @description A unit in a list. */
        ListedUnit: components["schemas"]["Unit"] & {
            in_use: boolean;
            has_children: boolean;
        };
        /** @description A unit that a search found. */
        FoundUnit: components["schemas"]["Unit"] & {
            in_use: boolean;
            has_children: boolean;
            /** @description names of the units above it, the root first */
            path: string[];
        };
        /** @description One unit with its place in the tree. */
        UnitDetail: components["schemas"]["Unit"] & {
            /** @description as in the official table, where another name is shown */
            official_name: string;
            in_use: boolean;
            /** @description the root first, the unit itself last */
            path: components["schemas"]["Unit"][];
            /** @description territory below, without departments */
            children: number;
            departments: number;
            /** @description of departments and stations */
            government: components["schemas"]["Unit"] | null;
            /** @description 对口上级部门 */
            line_superior: components["schemas"]["Unit"] | null;
            /** @description of the tree */
            version: components["schemas"]["Id"];
            revision: components["schemas"]["Revision"];
        };
        /** @description Only what is there changes. */
        UnitEdit: {
            /** @description at most 100 characters; null: the official name again */
            display_name?: string | null;
            in_use?: boolean;
            kind?: components["schemas"]["UnitKind"];
            line_superior?: components["schemas"]["Id"] | null;
        };
        /** @description A version of the tree in force. */
        TreeVersion: {
            id: components["schemas"]["Id"];
            /** @description from 1 without gaps */
            number: number;
            /** @enum {string} */
            cause: "import" | "departments" | "edit";
            effective: components["schemas"]["Day"];
            /** @description the document that says so */
            document: string;
            units: number;
            made_at: components["schemas"]["Moment"];
        };
        /** @description A department or station below its government. */
        NewDepartment: {
            code: string;
            name: string;
            government: components["schemas"]["Id"];
            line_superior?: components["schemas"]["Id"] | null;
            /**
             * @description department where absent
             * @enum {string}
             */
            kind?: "department" | "station" | "enterprise";
        };
        /** @description At most 200 at once. */
        NewDepartments: {
            departments: components["schemas"]["NewDepartment"][];
        };
        /** @description The new version of the tree and the new units, in the order sent. */
        AddedDepartments: {
            version: components["schemas"]["Id"];
            ids: components["schemas"]["Id"][];
        };
        /** @description An uploaded table of units. */
        UnitImport: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "checking" | "faulty" | "same" | "ready" | "switched" | "failed";
            /** @description number of the version that it was compared with */
            base: number;
            rows: number;
            added: number;
            renamed: number;
            moved: number;
            removed: number;
            fault_count: number;
            warning_count: number;
            made_at: components["schemas"]["Moment"];
        };
        /** @description A fault in the uploaded table. */
        UnitImportFault: {
            /** @description "line 12" */
            place: string;
            code: string;
            message: string;
            blocks: boolean;
        };
        /** @description An uploaded table of units, with a page of its faults. */
        UnitImportDetail: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "checking" | "faulty" | "same" | "ready" | "switched" | "failed";
            /** @description number of the version that it was compared with */
            base: number;
            rows: number;
            added: number;
            renamed: number;
            moved: number;
            removed: number;
            fault_count: number;
            warning_count: number;
            made_at: components["schemas"]["Moment"];
            faults: components["schemas"]["UnitImportFault"][];
            /** @description cursor of the next faults */
            next: string | null;
        };
        /** @description One line of the difference between the table and the tree in force. */
        UnitChange: {
            unit: components["schemas"]["Id"];
            code: string;
            name: string;
            was_name: string | null;
            parent_code: string;
            was_parent_code: string | null;
        };
        /** @description Puts the checked table in force. */
        SwitchOrder: {
            /** @description today or earlier */
            effective: components["schemas"]["Day"];
            /** @description the document that says so */
            document: string;
        };
        /** @description Which units carry on for units that the table removes. */
        Successors: {
            successors: {
                /** @description one that the table removes */
                unit: components["schemas"]["Id"];
                /** @description its successors; empty: none */
                to: components["schemas"]["Id"][];
            }[];
        };
        /** @description A day that is not what its weekday says. */
        CalendarDay: {
            day: components["schemas"]["Day"];
            /** @enum {string} */
            kind: "holiday" | "adjusted_working";
            name: string;
            /** @description the notice behind it */
            authority: string;
            revision: components["schemas"]["Revision"];
        };
        /** @description A holiday or an adjusted working day. */
        CalendarDayWish: {
            /** @enum {string} */
            kind: "holiday" | "adjusted_working";
            /** @description at most 40 characters */
            name: string;
            /** @description at most 100 characters */
            authority: string;
        };
        /**
         * @description Type of a data element. Every value travels as text.
         * @enum {string}
         */
        ValueType: "text" | "integer" | "decimal" | "date" | "choice" | "yes_no" | "id_number" | "phone";
        /** @description One code of a set. */
        Code: {
            code: string;
            label: string;
        };
        /** @description A data element of the catalogue: what one figure or fact means, once for all forms. */
        Element: {
            id: components["schemas"]["Id"];
            /** @description lower-case letters, digits and _; also a JSON member */
            code: string;
            label: string;
            definition: string;
            type: components["schemas"]["ValueType"];
            /** @description of measure */
            unit: string;
            places: number;
            code_set: string;
            choices: components["schemas"]["Code"][];
            /** @description the unit that answers for it */
            steward: components["schemas"]["Id"] | null;
            steward_name: string | null;
            /** @enum {string} */
            refresh: "once" | "yearly" | "quarterly" | "monthly" | "weekly" | "daily";
            /** @enum {string} */
            sensitivity: "public" | "internal" | "personal" | "sensitive";
            /** @enum {string} */
            sharing: "unconditional" | "conditional" | "none";
            legal_basis: string;
            /** @enum {string} */
            subject: "unit" | "person" | "household" | "site";
            /** @description what it may be given for */
            purposes: string[];
            /** @enum {string} */
            period_type: "none" | "year" | "half" | "quarter" | "month" | "week" | "day";
            /** @enum {string} */
            claim: "unclaimed" | "proposed" | "claimed" | "designated" | "disputed";
            /** @enum {string} */
            state: "live" | "merged" | "split" | "removed";
            /** @description what it was merged or split into */
            successors: components["schemas"]["Id"][];
            aliases: components["schemas"]["ElementAlias"][];
            /** @description the first letters of the label's pinyin */
            pinyin: string;
            revision: components["schemas"]["Revision"];
        };
        /** @description Another name of an element. */
        ElementAlias: {
            label: string;
            /** @enum {string} */
            kind: "alias" | "merged" | "taught";
            by: components["schemas"]["Id"];
            at: components["schemas"]["Moment"];
        };
        /** @description An element with who asks it, where it is held, and what happened to it. */
        ElementDetail: components["schemas"]["Element"] & {
            replaced_by: {
                id: components["schemas"]["Id"];
                code: string;
                label: string;
            }[];
            asked_by: {
                form: components["schemas"]["Id"];
                title: string;
                issuer: components["schemas"]["Unit"] | null;
                period: string;
                valid_until: string | null;
                live: boolean;
            }[];
            held: {
                units: number;
                /** @description of these within the refresh cycle */
                fresh: number;
                of: number;
                level: string | null;
                as_of_oldest: string | null;
                as_of_latest: string | null;
                sources: {
                    label: string;
                    units: number;
                }[];
                counted_at: components["schemas"]["Moment"] | null;
            };
            history: {
                at: components["schemas"]["Moment"];
                /** @description null where the hub did it */
                by: {
                    name: string;
                    unit: string;
                } | null;
                /** @enum {string} */
                what: "proposed" | "imported" | "changed" | "alias_added" | "alias_removed" | "refused" | "merged" | "took_in" | "split" | "split_from" | "removed" | "claimed" | "steward_proposed" | "steward_silent" | "steward_declined" | "steward_disputed" | "steward_designated" | "steward_ruled";
                detail: Record<string, never>;
                document: string;
            }[];
        };
        /** @description A name of an element. */
        Alias: {
            label: string;
        };
        /** @description Elements that become one. */
        ElementMerge: {
            from: components["schemas"]["Id"][];
            into: components["schemas"]["Id"];
            reason: string;
        };
        /** @description An element that becomes several. */
        ElementSplit: {
            from: components["schemas"]["Id"];
            into: components["schemas"]["Id"][];
            reason: string;
        };
        /** @description What a table adds and changes; at most 500 of each are listed. */
        ElementDifference: {
            added: components["schemas"]["ElementChanges"];
            changed: components["schemas"]["ElementChanges"];
            same: number;
        };
        /** @description Elements that a table adds or changes. */
        ElementChanges: {
            count: number;
            items: {
                code: string;
                label: string;
                changes: {
                    field: string;
                    from: string;
                    to: string;
                }[];
            }[];
        };
        /** @description Columns of a table, at most 500. */
        LabelsToMatch: {
            labels: {
                label: string;
                unit?: string;
                section?: string[];
            }[];
        };
        /** @description The likest elements, best first, in the order of the labels. */
        LabelMatches: {
            items: {
                label: string;
                best: {
                    element: components["schemas"]["Id"];
                    code: string;
                    label: string;
                    unit: string;
                    type: components["schemas"]["ValueType"];
                    score: number;
                    /** @description taken to mean the same */
                    same: boolean;
                }[];
            }[];
        };
        /** @description What a label means, and what it does not. */
        Overrule: {
            label: string;
            element?: components["schemas"]["Id"] | null;
            not?: components["schemas"]["Id"] | null;
        };
        /** @description 数源认领: who was asked to answer for an element, and what came of it. */
        StewardClaim: {
            id: components["schemas"]["Id"];
            element: {
                id: components["schemas"]["Id"];
                code: string;
                label: string;
                claim: string;
            };
            proposed: components["schemas"]["Unit"] | null;
            steward: components["schemas"]["Unit"] | null;
            reason: string;
            /** @enum {string} */
            state: "proposed" | "accepted" | "declined" | "escalated" | "designated" | "disputed" | "ruled";
            due: components["schemas"]["Day"];
            /** @description why it was declined or disputed, or the ruling */
            answer: string;
            document: string;
            disputed_by: components["schemas"]["Unit"] | null;
            opened_at: components["schemas"]["Moment"];
            decided_at: components["schemas"]["Moment"] | null;
            can: ("accept" | "decline" | "dispute" | "designate" | "rule")[];
        };
        /** @description A department that is proposed. */
        StewardProposal: {
            element: components["schemas"]["Id"];
            department: components["schemas"]["Id"];
            reason: string;
        };
        /** @description A department that is designated. */
        StewardDesignation: {
            department: components["schemas"]["Id"];
            document: string;
        };
        /** @description What ends a dispute. */
        StewardRuling: {
            department: components["schemas"]["Id"];
            ruling: string;
            document: string;
        };
        /** @description A workbook that was dropped in; it is kept for 24 hours. */
        HandedWorkbook: {
            id: components["schemas"]["Id"];
            name: string;
            /** @enum {string} */
            state: "ready" | "filling" | "filled" | "failed";
            filled_cells: number;
            registered: boolean;
            at: components["schemas"]["Moment"];
            expires_at: components["schemas"]["Moment"];
            revision: components["schemas"]["Revision"];
        };
        /** @description A column of a workbook that was dropped in. */
        HandedColumn: {
            /** @description from 0 */
            index: number;
            /** @description its letters */
            column: string;
            label: string;
            section: string[];
            unit: string;
            /** @enum {string} */
            role: "fact" | "numbering" | "unit_code" | "unit_name" | "town" | "person_number" | "person_name";
            element: components["schemas"]["Id"] | null;
            element_label: string | null;
            /** @description left out or masked unless the post may see it in full */
            sensitive: boolean;
            purposes: string[];
            score: number;
            /** @description by a person */
            chosen: boolean;
            alternatives: {
                element: components["schemas"]["Id"];
                code: string;
                label: string;
                score: number;
            }[];
            fillable: boolean;
            /** @description a code; "" where something can be filled */
            why_not: string;
            message: string;
            filled: number;
            /** @description blank cells of the own rows */
            missing: number;
            /** @description cells of the own rows that have something in them; they stay */
            occupied: number;
        };
        /** @description A sheet of a workbook that was dropped in. */
        HandedSheet: {
            name: string;
            hidden: boolean;
            /** @enum {string} */
            kind: "unknown" | "single" | "roster";
            title: string;
            /** @description a code where the header was not understood: mark its rows */
            reason: string;
            message: string;
            header_rows: number[] | null;
            columns: components["schemas"]["HandedColumn"][];
            rows: {
                known: number;
                unknown: number;
                /** @description rows of other units; never touched */
                foreign: number;
                /** @description rows with the own name that another unit bears too */
                unsure: number[];
                /** @description rows of people whom only their name tells */
                by_name: number[];
            };
        };
        /** @description What was understood of a workbook that was dropped in. */
        HandedWorkbookView: components["schemas"]["HandedWorkbook"] & {
            sheets: components["schemas"]["HandedSheet"][];
            missing: {
                sheet: string;
                label: string;
                cells: number;
            }[];
            untouched: number;
            may_reveal: boolean;
            purpose: string;
        };
        /** @description What a person marks on a sheet. */
        HandedCorrection: {
            sheet: string;
            /** @description first and last row, as on the screen */
            header_rows?: number[];
            columns?: {
                index: number;
                element: components["schemas"]["Id"] | null;
            }[];
        };
        /** @description How a workbook is to be filled. */
        HandedWish: {
            purpose: string;
            /**
             * @description ID numbers and other sensitive facts; reveal needs handed.reveal and is logged row by row
             * @enum {string}
             */
            sensitive?: "leave" | "mask" | "reveal";
            /** @description also people whom only their name tells */
            by_name?: boolean;
            /** @description unsure rows that are the own unit's */
            rows?: {
                sheet: string;
                row: number;
            }[];
        };
        /** @description 系统外要数: who asked, how, and what it cost. */
        HandedRegistration: {
            issuer?: components["schemas"]["Id"] | null;
            /** @description where the issuer is not in the tree */
            issuer_name?: string;
            /** @enum {string} */
            channel: "chat_group" | "phone" | "email" | "office_system" | "paper" | "meeting" | "other";
            minutes: number;
        };
        /** @description What a unit registered. */
        RegisteredRequest: {
            id: components["schemas"]["Id"];
            title: string;
            issuer: components["schemas"]["Unit"] | null;
            issuer_name: string;
            channel: string;
            minutes: number;
            /** @enum {string} */
            state: "registered" | "asked_to_admit" | "asked_to_stop" | "will_admit" | "stopped";
            at: components["schemas"]["Moment"];
        };
        /** @description One issuer's one table asked outside the system; issuers see units and minutes from five units on. */
        OffSystemRequest: {
            id: components["schemas"]["Id"];
            title: string;
            issuer: components["schemas"]["Unit"] | null;
            issuer_name: string;
            labels: {
                label: string;
                element: components["schemas"]["Id"] | null;
            }[];
            /** @enum {string} */
            state: "registered" | "asked_to_admit" | "asked_to_stop" | "will_admit" | "stopped";
            reason: string;
            gate: components["schemas"]["Unit"] | null;
            asked_at: components["schemas"]["Moment"] | null;
            answer: string;
            answered_at: components["schemas"]["Moment"] | null;
            first_at?: components["schemas"]["Moment"];
            last_at?: components["schemas"]["Moment"];
            units: number | null;
            times?: number;
            minutes: number | null;
            named_units: components["schemas"]["Unit"][];
            overlaps: {
                form: components["schemas"]["Id"];
                title: string;
                issuer: components["schemas"]["Unit"] | null;
                columns: number;
                of: number;
            }[];
            /** @description what goes to the issuer, in the gate office's name */
            notice: string | null;
        };
        /** @description The issuer's answer. */
        OffSystemAnswer: {
            /** @enum {string} */
            outcome: "will_admit" | "stopped";
            text: string;
        };
        /** @description A data element that is proposed. */
        NewElement: {
            code: string;
            label: string;
            definition?: string;
            type: components["schemas"]["ValueType"];
            unit?: string;
            places?: number;
            code_set?: string;
            choices?: components["schemas"]["Code"][];
            /** @enum {string} */
            refresh: "once" | "yearly" | "quarterly" | "monthly" | "weekly" | "daily";
            /** @enum {string} */
            sensitivity: "public" | "internal" | "personal" | "sensitive";
            /** @enum {string} */
            sharing: "unconditional" | "conditional" | "none";
            legal_basis?: string;
            /** @enum {string} */
            subject: "unit" | "person" | "household" | "site";
            purposes?: string[];
            /** @enum {string} */
            period_type?: "none" | "year" | "half" | "quarter" | "month" | "week" | "day";
        };
        /** @description What the steward may change; code, type and places stay. */
        ElementChange: {
            label: string;
            definition?: string;
            unit?: string;
            /** @enum {string} */
            refresh: "once" | "yearly" | "quarterly" | "monthly" | "weekly" | "daily";
            /** @enum {string} */
            sensitivity: "public" | "internal" | "personal" | "sensitive";
            /** @enum {string} */
            sharing: "unconditional" | "conditional" | "none";
            legal_basis?: string;
            purposes?: string[];
            /** @enum {string} */
            period_type?: "none" | "year" | "half" | "quarter" | "month" | "week" | "day";
        };
        /** @description A named set of codes. */
        CodeSet: {
            code: string;
            label: string;
            codes: components["schemas"]["Code"][];
        };
        /** @description What the hub holds about one unit, with its true source. ID numbers are masked. */
        HeldValue: {
            element: components["schemas"]["Id"];
            element_code: string | null;
            element_label: string | null;
            type: components["schemas"]["ValueType"] | null;
            unit_of_measure: string | null;
            /** @description "" for the unit itself, "elderly:<key>" for a row of a roster */
            subject: string;
            value: string | null;
            /** @description of a choice */
            value_label: string | null;
            period: string;
            source: {
                kind: components["schemas"]["SourceKind"];
                label: string;
            };
            as_of: components["schemas"]["Day"];
            verified_by: components["schemas"]["Id"] | null;
            at: components["schemas"]["Moment"];
            version: number;
        };
        /**
         * @description Where a held value came from.
         * @enum {string}
         */
        SourceKind: "return" | "import" | "stock" | "correction" | "derived";
        /** @description An uploaded table of opening stock. */
        StockImport: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "waiting" | "faulty" | "applying" | "done";
            source: string;
            as_of: components["schemas"]["Day"];
            roster: string;
            rows: number;
            faulty_rows: number;
            faults: {
                field: string;
                code: string;
                message: string;
            }[];
            at: components["schemas"]["Moment"];
        };
        /** @description Login and password; the code of the second factor where one is enrolled. */
        Credentials: {
            login: string;
            password: string;
            code?: string;
        };
        /** @description The session has begun; its token is in Set-Cookie. */
        Session: {
            account: components["schemas"]["Id"];
            second_factor: boolean;
            /** @description an administrator without a second factor: nothing else is served before */
            must_enrol: boolean;
        };
        /** @description The first password of an account, against the printed code. */
        Activation: {
            login: string;
            activation_code: string;
            password: string;
            name?: string;
        };
        /** @description A telephone: 5 to 30 digits, blanks, + - ( ) and 转; empty takes it back. */
        PhoneChange: {
            phone?: string;
        };
        /** @description The old password and the new one. */
        PasswordChange: {
            old: string;
            new: string;
        };
        /** @description The secret of a new second factor, shown once. */
        SecondFactor: {
            secret: string;
            uri: string;
        };
        /** @description Six digits of the second factor. */
        OneTimeCode: {
            code: string;
        };
        /** @description A post: what somebody does for a unit. */
        Post: {
            id: components["schemas"]["Id"];
            title: string;
            role: string;
            /** @description null where the unit is no longer in the tree */
            unit: components["schemas"]["Unit"] | null;
        };
        /** @description A post and who holds it. */
        PersonPost: components["schemas"]["Post"] & {
            person_name: string;
        };
        /** @description A post that was delegated to the person. */
        DelegatedPost: components["schemas"]["PersonPost"] & {
            until: components["schemas"]["Day"];
        };
        /** @description Who is signed in, and what the acting post may do. */
        Me: {
            account: {
                id: components["schemas"]["Id"];
                login: string;
                /** @description shown beside the name on prints of a return; empty where none was given */
                phone: string;
            };
            person: {
                id: components["schemas"]["Id"];
                name: string;
            };
            post: components["schemas"]["Post"];
            /** @description the post that is stood in for */
            for_post: components["schemas"]["PersonPost"] | null;
            posts: components["schemas"]["Post"][];
            delegated: components["schemas"]["DelegatedPost"][];
            permissions: string[];
            second_factor: boolean;
            must_enrol: boolean;
            idle_minutes: number;
            city: {
                name: string;
                sample: boolean;
            };
        };
        /** @description Which post to act from: an own one, or one that was delegated. */
        SeatWish: {
            post?: components["schemas"]["Id"] | null;
            for_post?: components["schemas"]["Id"] | null;
        };
        /** @description Accounts being made for the units of a level. */
        BulkProgress: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed";
            units: number;
            with_account: number;
        };
        /** @description A post of a unit, to choose from. */
        PostChoice: {
            id: components["schemas"]["Id"];
            person: components["schemas"]["Id"];
            person_name: string;
            role: string;
            title: string;
        };
        /** @description One more post of a person. */
        NewPost: {
            unit: components["schemas"]["Id"];
            role: string;
            title: string;
        };
        /** @description Why. */
        Reason: {
            reason: string;
        };
        /** @description A post that stands in for the acting one. */
        Delegation: {
            id: components["schemas"]["Id"];
            to_post: components["schemas"]["PostChoice"] | null;
            from: components["schemas"]["Day"];
            until: components["schemas"]["Day"];
            note: string;
            in_force: boolean;
            revoked: boolean;
        };
        /** @description At most 366 days. */
        NewDelegation: {
            to_post: components["schemas"]["Id"];
            from: components["schemas"]["Day"];
            until: components["schemas"]["Day"];
            note?: string;
        };
        /** @description An account and the posts of its person. */
        Account: {
            id: components["schemas"]["Id"];
            login: string;
            person: {
                id: components["schemas"]["Id"];
                name: string;
            };
            /** @enum {string} */
            state: "waiting_activation" | "active" | "disabled";
            locked_until: components["schemas"]["Moment"] | null;
            second_factor: boolean;
            unit: components["schemas"]["Unit"];
            posts: {
                id: components["schemas"]["Id"];
                title: string;
                role: string;
                unit: components["schemas"]["Unit"] | null;
                enabled: boolean;
            }[];
        };
        /** @description An account with its first post. */
        NewAccount: {
            unit: components["schemas"]["Id"];
            role: string;
            login: string;
            name: string;
            post_title: string;
        };
        /** @description One account for every unit of a level that has none yet in this role. */
        BulkAccounts: {
            within: components["schemas"]["Id"];
            role: string;
            level: components["schemas"]["Level"];
            post_title: string;
        };
        /** @description Either accounts, or all below a unit that wait for activation; at most 500. */
        SheetWish: {
            accounts?: components["schemas"]["Id"][];
            within?: components["schemas"]["Id"] | null;
        };
        /** @description One line to print and cut: a one-time code, shown this once. */
        SheetLine: {
            unit: components["schemas"]["Unit"];
            name: string;
            login: string;
            code: string;
            expires: components["schemas"]["Moment"];
        };
        /** @description Why, and whether the second factor goes too. */
        ResetWish: {
            reason: string;
            second_factor?: boolean;
        };
        /** @description A one-time code, shown this once. */
        FreshCode: {
            login: string;
            code: string;
            expires: components["schemas"]["Moment"];
        };
        /** @description Whose post goes to whom: an account that is there, or a new one. */
        HandoverWish: {
            from_post: components["schemas"]["Id"];
            to_account?: components["schemas"]["Id"] | null;
            /** @description in place of to_account */
            to_person?: components["schemas"]["Id"] | null;
            to_new?: {
                login: string;
                name: string;
            };
            reason: string;
        };
        /** @description A post that changed hands, and what went along. */
        Handover: {
            id: components["schemas"]["Id"];
            at: components["schemas"]["Moment"];
            unit: components["schemas"]["Unit"];
            title: string;
            from: {
                post: components["schemas"]["Id"];
                person_name: string;
            };
            to: {
                post: components["schemas"]["Id"];
                person_name: string;
            };
            reason: string;
            by: string;
            items: {
                label: string;
                number: number;
            }[];
        };
        /** @description 换届: a table of people who take over, line by line. */
        Replacement: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "staged" | "applying" | "done";
            total: number;
            done: number;
            lines: {
                line: number;
                unit: components["schemas"]["Unit"] | null;
                old_name: string;
                new_name: string;
                new_login: string;
            }[];
            failed: {
                line: number;
                code: string;
            }[];
        };
        /** @description Who did what, when, for which unit. */
        AuditEntry: {
            id: components["schemas"]["Id"];
            /** @description place in the log; null until it has been integrated */
            number: string | null;
            at: components["schemas"]["Moment"];
            account: components["schemas"]["Id"];
            account_name?: string;
            person: components["schemas"]["Id"];
            post: components["schemas"]["Id"];
            for_post: components["schemas"]["Id"] | null;
            actor_unit: components["schemas"]["Id"];
            actor_unit_name?: string;
            /** @description whose matter it is */
            unit: components["schemas"]["Id"];
            unit_name?: string;
            /** @description "forms.return.reported" */
            capability: string;
            object: components["schemas"]["Id"];
            /** @enum {string} */
            outcome: "done" | "refused";
            /** @description JSON text without personal data */
            detail: string;
        };
        /** @description The signed head of the log. */
        AuditCheckpoint: {
            size: string;
            origin: string;
            root: string;
            at: components["schemas"]["Moment"];
            suite: string;
            key_number: number;
            public_key: string;
            signature: string;
        };
        /** @description An entry with its proof of inclusion. Hashes are hexadecimal. */
        AuditEntryDetail: {
            id: components["schemas"]["Id"];
            /** @description place in the log; null until it has been integrated */
            number: string | null;
            at: components["schemas"]["Moment"];
            account: components["schemas"]["Id"];
            account_name?: string;
            person: components["schemas"]["Id"];
            post: components["schemas"]["Id"];
            for_post: components["schemas"]["Id"] | null;
            actor_unit: components["schemas"]["Id"];
            actor_unit_name?: string;
            /** @description whose matter it is */
            unit: components["schemas"]["Id"];
            unit_name?: string;
            /** @description "forms.return.reported" */
            capability: string;
            object: components["schemas"]["Id"];
            /** @enum {string} */
            outcome: "done" | "refused";
            /** @description JSON text without personal data */
            detail: string;
            /** @description the text that was hashed */
            leaf: string;
            /** @description hash of salt and personal part */
            commitment: string;
            personal: string | null;
            salt: string | null;
            personal_erased: boolean;
            /** @description null until a checkpoint covers the entry */
            proof: {
                index: string;
                path: string[];
                checkpoint: components["schemas"]["AuditCheckpoint"];
            } | null;
        };
        /** @description A field of a form, with what the catalogue said when the version was frozen. */
        Field: {
            code: string;
            /** @description of the catalogue */
            element: components["schemas"]["Id"];
            label: string;
            type: components["schemas"]["ValueType"];
            /** @description of measure */
            unit: string;
            places: number;
            /** @enum {string} */
            refresh: "once" | "yearly" | "quarterly" | "monthly" | "weekly" | "daily";
            /** @enum {string} */
            sensitivity: "public" | "internal" | "personal" | "sensitive";
            /** @enum {string} */
            subject: "unit" | "person" | "household" | "site";
            required: boolean;
            /** @description 填表说明, 统计口径 */
            explanation: string;
            /** @description a decimal number */
            least: string | null;
            most: string | null;
            /**
             * @description when a held value needs a look
             * @enum {string}
             */
            confirm: "if_stale" | "always";
            /** @description summed in roll-ups */
            total: boolean;
            /** @description how the hub computes it from what the unit holds, as admission decided; empty where the unit is asked */
            derivation?: string;
            /** @description the code of the field whose rows it counts (只要数量); empty otherwise */
            counts_of?: string;
            choices: components["schemas"]["Code"][];
        };
        /** @description Who keeps the form lawful: its number and until when. */
        Marks: {
            /** @description 准入编号 */
            admission_number: string;
            /** @description 制定部门 */
            issuer: string;
            valid_until: components["schemas"]["Day"] | null;
            /** @description 表号, statistical forms */
            form_number: string;
            /** @description 批准（备案）文号, statistical forms */
            approval: string;
        };
        /** @description What a form asks, as it was frozen when its version was published. */
        Definition: {
            title: string;
            /**
             * @description 统计调查, 资金待遇, 日常管理
             * @enum {string}
             */
            class: "statistical" | "entitlement" | "routine";
            /**
             * @description one row for each unit, or a 花名册
             * @enum {string}
             */
            layout: "single" | "roster";
            /** @enum {string} */
            period: "once" | "yearly" | "half_yearly" | "quarterly" | "monthly" | "weekly";
            instructions: string;
            /** @description 零报告 is allowed */
            zero_report: boolean;
            /** @description the unit's head signs before it is reported */
            sign_off: boolean;
            /** @description null where layout is single */
            roster: {
                /** @description shared by the forms that ask about the same people */
                code: string;
                /** @enum {string} */
                key: "id_number" | "local";
                key_field: string;
                name_field: string;
            } | null;
            marks: components["schemas"]["Marks"];
            fields: components["schemas"]["Field"][];
            sections: {
                title: string;
                /** @description codes */
                fields: string[];
            }[];
            rules: {
                /** @description in the rule language; true where all is well */
                expression: string;
                /** @enum {string} */
                severity: "error" | "warning";
                message: string;
                /** @description codes of the fields where the fault shows */
                fields: string[];
            }[];
        };
        /** @description A definition as its author has it: what cannot stand yet is kept, and named in `findings`. */
        DefinitionDraft: {
            title: string;
            /** @enum {string} */
            class?: "statistical" | "entitlement" | "routine";
            /** @enum {string} */
            layout?: "single" | "roster";
            /** @enum {string} */
            period?: "once" | "yearly" | "half_yearly" | "quarterly" | "monthly" | "weekly";
            instructions?: string;
            zero_report?: boolean;
            sign_off?: boolean;
            roster?: {
                code?: string;
                /** @enum {string} */
                key?: "id_number" | "local";
                key_field?: string;
                name_field?: string;
            } | null;
            marks?: {
                admission_number?: string;
                issuer?: string;
                valid_until?: components["schemas"]["Day"] | null;
                form_number?: string;
                approval?: string;
            };
            fields?: {
                code: string;
                required?: boolean;
                explanation?: string;
                least?: string | null;
                most?: string | null;
                /** @enum {string} */
                confirm?: "if_stale" | "always";
                total?: boolean;
                /** @description this and the following: what the catalogue says; taken back unread */
                element?: unknown;
                label?: unknown;
                type?: unknown;
                unit?: unknown;
                places?: unknown;
                choices?: unknown;
            }[];
            sections?: {
                title?: string;
                fields: string[];
            }[];
            rules?: {
                expression: string;
                /** @enum {string} */
                severity?: "error" | "warning";
                message: string;
                fields?: string[];
            }[];
        };
        /** @description The whole draft. */
        DefinitionWish: {
            definition: components["schemas"]["DefinitionDraft"];
        };
        /** @description A form of the acting unit. */
        FormItem: {
            id: components["schemas"]["Id"];
            title: string;
            /** @enum {string} */
            class: "statistical" | "entitlement" | "routine";
            /** @enum {string} */
            layout: "single" | "roster";
            /** @enum {string} */
            state: "draft" | "published";
            /** @description the newest that can be published as a task */
            version: components["schemas"]["Id"] | null;
            valid_until: components["schemas"]["Day"] | null;
            updated_at: components["schemas"]["Moment"];
            revision: components["schemas"]["Revision"];
        };
        /** @description A finding with the arguments of its sentence. */
        DraftFinding: components["schemas"]["Finding"] & {
            arguments: {
                [key: string]: string;
            };
        };
        /** @description A form with its draft, its versions and what its draft still lacks. */
        FormDetail: {
            id: components["schemas"]["Id"];
            revision: components["schemas"]["Revision"];
            draft: components["schemas"]["DefinitionDraft"];
            /** @description what the gate gave and the next version will bear; null while it is not admitted, and for surveys */
            admitted: {
                admission_number: string;
                valid_until: string | null;
            } | null;
            versions: {
                id: components["schemas"]["Id"];
                number: number;
                published_at: components["schemas"]["Moment"];
            }[];
            findings: components["schemas"]["DraftFinding"][];
        };
        /** @description A frozen version. */
        FormVersion: {
            id: components["schemas"]["Id"];
            form: components["schemas"]["Id"];
            number: number;
            definition: components["schemas"]["Definition"];
        };
        /**
         * @description A step of a task's chain.
         * @enum {string}
         */
        Step: "township" | "county" | "issuer";
        /** @description A collection task. */
        Task: {
            id: components["schemas"]["Id"];
            title: string;
            form: {
                id: components["schemas"]["Id"];
                title: string;
                /** @enum {string} */
                class: "statistical" | "entitlement" | "routine";
                /** @enum {string} */
                layout: "single" | "roster";
            };
            version: components["schemas"]["Id"];
            /** @description "2026-09", "2026-Q3", "2026" or "" */
            period: string;
            issuer: components["schemas"]["Unit"] | null;
            published_at: components["schemas"]["Moment"];
            deadline: components["schemas"]["Moment"];
            /** @enum {string} */
            state: "open" | "paused" | "closed" | "void";
            /** @enum {string} */
            late: "accept" | "refuse";
            /** @description who decides, in this order */
            chain: components["schemas"]["Step"][];
            /** @description working days for each step */
            step_days: number;
            contact: {
                name: string;
                phone: string;
            };
            note: string;
            marks: components["schemas"]["Marks"];
            /** @description who files; at each root the units of the level, or the root itself */
            scope?: {
                unit: components["schemas"]["Unit"] | null;
                /** @enum {string} */
                level: "self" | "province" | "city" | "county" | "township" | "village" | "other" | "nation";
            }[];
            /** @description number of units that owe a return */
            due: number;
            /** @description where nothing is unknown the hub files by itself (系统引用) */
            auto?: boolean;
            revision: components["schemas"]["Revision"];
            /** @description why it is paused or void */
            state_reason: string;
        };
        /** @description A task with what it asks, for those who watch it. */
        TaskDetail: components["schemas"]["Task"] & {
            definition: components["schemas"]["Definition"];
            reminders: {
                at: components["schemas"]["Moment"];
                units: number;
            }[];
            earliest_reminder: components["schemas"]["Moment"];
            /** @description issued by the acting unit */
            mine: boolean;
            /** @description returns that the hub filed by itself */
            filed?: number;
        };
        /** @description What is asked of whom, until when. */
        NewTask: {
            version: components["schemas"]["Id"];
            /** @description at most 80 characters */
            title: string;
            period?: string;
            scope: {
                unit: components["schemas"]["Id"];
                /**
                 * @description every unit of this level below; self: the unit alone
                 * @enum {string}
                 */
                level: "self" | "village" | "township" | "county" | "city" | "other";
            }[];
            deadline: components["schemas"]["Moment"];
            /** @enum {string} */
            late: "accept" | "refuse";
            chain?: components["schemas"]["Step"][];
            step_days?: number;
            contact_name: string;
            contact_phone: string;
            note?: string;
            /**
             * @description let the hub file by itself where nothing is unknown; forms of class routine alone
             * @default false
             */
            auto?: boolean;
        };
        /** @description A later deadline; an earlier one is refused. */
        Postponement: {
            deadline: components["schemas"]["Moment"];
            reason: string;
        };
        /**
         * @description Where a unit stands with a task. Stored returns are open, signing, reported, approved, sent_back or withdrawn; the others come from what the unit did before it opened one.
         * @enum {string}
         */
        ReturnState: "new" | "received" | "open" | "signing" | "reported" | "approved" | "sent_back" | "withdrawn" | "declined" | "passed_on";
        /** @description Numbers of units. */
        Counts: {
            due: number;
            reported: number;
            approved: number;
            sent_back: number;
            withdrawn: number;
            missing: number;
            late: number;
            last_reported: components["schemas"]["Moment"] | null;
        };
        /** @description One unit and what lies below it. */
        ProgressItem: components["schemas"]["Counts"] & {
            unit: components["schemas"]["Unit"];
            leaf: boolean;
            /** @description of its own return */
            state: components["schemas"]["ReturnState"] | null;
        };
        /** @description How far a task is. Numerators and denominators; the reader divides. */
        Progress: {
            parent: components["schemas"]["Unit"];
            total: components["schemas"]["Counts"];
            items: components["schemas"]["ProgressItem"][];
            /** @description returns by day */
            curve: {
                date: components["schemas"]["Day"];
                reported: number;
                /** @description an even plan from publication to deadline */
                plan: number;
            }[];
            /** @description numbers of delivered cells, by how they came */
            sources: {
                cells: number;
                carried: number;
                confirmed: number;
                typed: number;
                corrected: number;
            };
            as_of: components["schemas"]["Moment"];
            tree_version: number;
            past_deadline: boolean;
        };
        /** @description Why a return came back. */
        SentBack: {
            reason: string;
            fields: {
                field: string;
                reason: string;
            }[];
            /** @description the reviewing unit */
            by_unit?: components["schemas"]["Unit"] | null;
            /** @description the unit's own head */
            by?: string;
            at: components["schemas"]["Moment"];
        };
        /** @description Own tasks to be reported as the hub brings them. */
        Confirmations: {
            tasks: components["schemas"]["Id"][];
            /**
             * @description nobody on the lists has died or moved away; rosters are refused without it
             * @default false
             */
            nobody_left?: boolean;
        };
        /** @description What became of a confirmation. */
        Confirmed: {
            confirmed: number;
            refused: {
                task: components["schemas"]["Id"];
                code: string;
            }[];
        };
        /** @description Numerators and denominators over returns. Minutes come from what a cell of the form's kinds takes. */
        FigureSum: {
            /** @description returns owed */
            due: number;
            reported: number;
            /** @description filed by the hub, opened by nobody */
            zero_touch: number;
            one_click: number;
            /** @description delivered */
            cells: number;
            /** @description of these, typed by nobody; over cells: the asked-once rate (免填率) */
            brought: number;
            typed: number;
            /** @description if every delivered cell had been typed */
            minutes_all: number;
            minutes_typed: number;
            minutes_saved: number;
        };
        /** @description Sums over the tasks due in a span, and their lines. */
        Figures: {
            total: components["schemas"]["FigureSum"];
            items: (components["schemas"]["FigureSum"] & {
                /** @description id of the form, department or unit; or the month */
                key: string;
                label: string;
            })[];
            from: components["schemas"]["Day"];
            to: components["schemas"]["Day"];
            unit: components["schemas"]["Unit"] | null;
            as_of: components["schemas"]["Moment"];
            tree_version: number;
        };
        /** @description One return behind a figure, with what it adds. */
        FigureReturn: components["schemas"]["FigureSum"] & {
            task: {
                id: components["schemas"]["Id"];
                title: string;
            };
            unit: components["schemas"]["Unit"];
            /** @description place in the task's tree */
            ordinal: number;
            /** @enum {string} */
            origin: "manual" | "one_click" | "system";
            reported_at: components["schemas"]["Moment"] | null;
        };
        /** @description A task as the acting unit meets it. */
        InboxItem: {
            task: components["schemas"]["Task"];
            unit: components["schemas"]["Id"];
            state: components["schemas"]["ReturnState"];
            deadline: components["schemas"]["Moment"];
            /** @description negative after the deadline */
            days_left: number;
            late: boolean;
            /** @description of the return; 0 where none is open */
            revision: components["schemas"]["Revision"];
            filing_revision: components["schemas"]["Revision"];
            sent_back: components["schemas"]["SentBack"] | null;
            assigned_post: components["schemas"]["Id"] | null;
            /** @description why it was passed on or declined */
            reason: string;
            reported_at: components["schemas"]["Moment"] | null;
            reminded: components["schemas"]["Moment"] | null;
            /** @description cells that want a person */
            to_fill: number;
            /** @description cells that the hub brought */
            held: number;
            /** @description nobody had to open it; the unit may correct it */
            filed_by_hub?: boolean;
            /** @description the unit asked for verification; its own deadline stands still */
            verifying?: boolean;
        };
        /** @description A post of the own unit. */
        PostWish: {
            post: components["schemas"]["Id"];
        };
        /** @description A sister under the same parent, and why. */
        Transfer: {
            unit: components["schemas"]["Id"];
            reason: string;
        };
        /** @description Subordinates that file in place of the unit; at most 500. */
        HandDown: {
            units: components["schemas"]["Id"][];
        };
        /** @description A source of held values. */
        Source: {
            kind: components["schemas"]["SourceKind"];
            label: string;
            as_of: components["schemas"]["Day"];
        };
        /** @description One value of a return. */
        Cell: {
            /** @description null where nothing is held, and for ID numbers, which only a reveal shows */
            value: string | null;
            /** @description for reading: the label of a choice, an ID number masked */
            shown: string;
            /** @description position in `sources` */
            source: number | null;
            /** @enum {string|null} */
            needs: "missing" | "optional" | "stale" | "confirm" | null;
            /** @description after 上报: how it read before, where this return changed it */
            previous?: string;
            /** @description a correction is open */
            disputed?: boolean;
        };
        /** @description One row of a roster. */
        ReturnRow: {
            key: string;
            name: string;
            /** @description read from the ID number, so that nobody is asked */
            about: {
                female: boolean;
                age: number;
                birth: components["schemas"]["Day"];
            } | null;
            /** @description by field code */
            values: {
                [key: string]: components["schemas"]["Cell"];
            };
            /** @description cells that want a person */
            needs: number;
        };
        /** @description What was touched in one row. */
        TypedRow: {
            /** @enum {string} */
            state: "kept" | "changed" | "added" | "left";
            /** @description why it left */
            reason?: string;
            /** @description by field code; null: emptied */
            cells?: {
                [key: string]: string | null;
            };
            /** @description codes whose held value is called wrong (校核申请) */
            wrong?: string[];
        };
        /** @description Only what a person touched, against the frozen baseline. */
        Typed: {
            /** @description of a single form, by field code; null: emptied */
            answers?: {
                [key: string]: string | null;
            };
            /** @description codes whose held value is called wrong (校核申请) */
            wrong?: string[];
            /** @description of a roster, by row key; an added row has any key of the client's */
            rows?: {
                [key: string]: components["schemas"]["TypedRow"];
            };
            /** @description by the path of a warning */
            remarks?: {
                [key: string]: string;
            };
            /** @description 零报告 */
            zero?: boolean;
        };
        /** @description A row of a kept draft. */
        KeptRow: {
            /** @enum {string} */
            state: "kept" | "changed" | "added" | "left";
            reason: string;
            cells: {
                [key: string]: string | null;
            };
            wrong: string[];
        };
        /** @description What was typed and not reported yet. ID numbers in it are sealed. */
        Draft: {
            answers: {
                [key: string]: string | null;
            };
            wrong: string[];
            rows: {
                [key: string]: components["schemas"]["KeptRow"];
            };
            remarks: {
                [key: string]: string;
            };
            zero: boolean;
            saved_at: components["schemas"]["Moment"] | null;
            by: string;
        };
        /** @description 校核申请: a unit says that a held value is wrong; its source decides. */
        Correction: {
            id: components["schemas"]["Id"];
            task?: {
                id: components["schemas"]["Id"];
                title: string;
            };
            unit?: components["schemas"]["Unit"];
            decider?: components["schemas"]["Unit"];
            label?: string;
            /** @description name of the row; "" for a single form */
            row: string;
            row_key: string;
            field: string;
            held: string | null;
            reported: string | null;
            source: string;
            reason: string;
            /** @enum {string} */
            state: "open" | "escalated" | "upheld" | "rejected" | "withdrawn";
            due: components["schemas"]["Day"];
            opened_at: components["schemas"]["Moment"];
            decided_at: components["schemas"]["Moment"] | null;
            decision_reason: string;
            revision: components["schemas"]["Revision"];
        };
        /** @description One unit's return as a screen needs it: held values by their true source, what needs a person, what was typed. */
        ReturnView: {
            task: components["schemas"]["Task"];
            unit: components["schemas"]["Unit"];
            definition: components["schemas"]["Definition"];
            state: components["schemas"]["ReturnState"];
            /** @description 0 where none is open */
            revision: components["schemas"]["Revision"];
            editable: boolean;
            /** @description code of the reason why it is not editable */
            why_not: string | null;
            opened_at: components["schemas"]["Moment"] | null;
            reported_at: components["schemas"]["Moment"] | null;
            filler: string | null;
            /** @description 联系电话, as the filler gave it; empty where none was */
            filler_phone: string | null;
            /**
             * @description 人工填报, 一键确认, 系统引用
             * @enum {string}
             */
            origin: "manual" | "one_click" | "system";
            late: boolean;
            step: number;
            /** @description the unit whose decision is next, or was last */
            reviewer: components["schemas"]["Unit"] | null;
            sources: components["schemas"]["Source"][];
            /** @description fields of a single form under the source that they came from */
            groups: {
                source: components["schemas"]["Source"];
                fields: string[];
            }[];
            /** @description of a single form, by field code */
            values: {
                [key: string]: components["schemas"]["Cell"];
            };
            rows: components["schemas"]["ReturnRow"][];
            /** @description of a single form: cells that want a person */
            needs?: number;
            /** @description for the unit itself alone */
            draft: components["schemas"]["Draft"] | null;
            sent_back: components["schemas"]["SentBack"] | null;
            corrections: components["schemas"]["Correction"][];
            /** @description who left the list in the last report */
            rows_left: {
                key: string;
                name: string;
                reason: string;
            }[];
            /** @description to the unit itself its own, later by as long as its clock stood still; to others the task's */
            deadline: components["schemas"]["Moment"];
            /** @description 核实中; to the unit itself alone */
            verifying: components["schemas"]["Verifying"] | null;
            /** @description this and the two below: once reported. Who signed, or "" */
            head?: string;
            /** @description who approved it, or "" */
            reviewed_by?: string;
            /** @description twelve digits by which paper and file are compared */
            check_code?: string;
        };
        /** @description A 转请核实 that waits for its answer: the unit's clock stands still until then. */
        Verifying: {
            since: components["schemas"]["Moment"];
            /** @description the unit that asked */
            by: components["schemas"]["Unit"] | null;
            /** @enum {string} */
            kind: "no_number" | "expired" | "held" | "duplicate" | "unclear" | "not_ours" | "other";
            /** @description codes of the fields that are doubted; none: the task as a whole */
            fields: string[];
            /** @description by this day the department answers */
            answer_due: string;
        };
        /** @description The head's word; a return needs its reason. */
        SignOff: {
            /** @enum {string} */
            verdict: "agree" | "return";
            reason?: string;
        };
        /** @description Why, where somebody wants to say it. */
        OptionalReason: {
            reason?: string;
        };
        /** @description Why, and which fields. */
        SendBack: {
            reason: string;
            fields?: {
                field: string;
                reason?: string;
            }[];
        };
        /** @description Full ID numbers of this task's rows. */
        Revealed: {
            /** @description of a single form, by field code */
            values: {
                [key: string]: string;
            };
            /** @description of a roster, by row key and field code */
            rows: {
                [key: string]: {
                    [key: string]: string;
                };
            };
        };
        /** @description A return of the acting unit. */
        HistoryItem: {
            task: components["schemas"]["Task"];
            unit: components["schemas"]["Id"];
            period: string;
            reported_at: components["schemas"]["Moment"];
            state: components["schemas"]["ReturnState"];
            /** @enum {string} */
            origin: "manual" | "one_click" | "system";
            version: number;
        };
        /** @description What happened to one return: its versions and decisions. */
        Trail: {
            versions: {
                number: number;
                at: components["schemas"]["Moment"];
                by: string;
                /** @enum {string} */
                origin: "manual" | "one_click" | "system";
                changes: number;
            }[];
            decisions: {
                /** @enum {string} */
                verdict: "signed" | "sign_off_refused" | "withdrawn" | "approved" | "sent_back";
                reason: string;
                fields: {
                    field: string;
                    reason: string;
                }[];
                unit: components["schemas"]["Unit"] | null;
                at: components["schemas"]["Moment"];
                version: number;
            }[];
        };
        /** @description A task and how many of its returns wait for the acting unit. */
        WaitingTask: {
            task: components["schemas"]["Task"];
            waiting: number;
        };
        /** @description One difference against what the hub held. Rows that came or left as a whole have no field. */
        ReviewChange: {
            row: string;
            /** @description who or what the row of a roster is about */
            row_name?: string;
            /** @enum {string} */
            state: "kept" | "changed" | "added" | "left";
            reason?: string;
            field?: string;
            label?: string;
            old?: string | null;
            new?: string | null;
            disputed?: boolean;
        };
        /** @description A return to decide on, by its differences. */
        ReviewItem: {
            unit: components["schemas"]["Unit"];
            state: components["schemas"]["ReturnState"];
            /** @description the acting unit decides next */
            mine: boolean;
            step: number;
            reported_at: components["schemas"]["Moment"] | null;
            filler: string | null;
            late: boolean;
            revision: components["schemas"]["Revision"];
            version: number;
            changes: components["schemas"]["ReviewChange"][];
            changed: number;
            disputed: number;
        };
        /** @description At most 500 returns, each with the revision that was read. */
        ApproveMany: {
            units: {
                unit: components["schemas"]["Id"];
                revision: components["schemas"]["Revision"];
            }[];
        };
        /** @description One answer for each: a return that moved on meanwhile is named, the others passed. */
        ApprovedMany: {
            /** @description null in the replay of an earlier answer */
            approved: number | null;
            refused: {
                unit: components["schemas"]["Id"];
                code: string;
            }[];
        };
        /** @description Upheld: the unit's value is held from now on. Rejected: both stand beside each other, with the reason. */
        CorrectionVerdict: {
            /** @enum {string} */
            verdict: "uphold" | "reject";
            /** @description needed to reject */
            reason?: string;
        };
        /** @description What goes into the workbook. */
        ExportWish: {
            approved_only?: boolean;
            /** @description the whole visible territory where absent */
            parent?: components["schemas"]["Id"] | null;
            /** @description ID numbers unmasked, once a second person agreed */
            full_numbers?: boolean;
            /** @description of whole ID numbers */
            purpose?: string;
        };
        /** @description The second person's word. */
        ExportDecision: {
            /** @enum {string} */
            verdict: "agree" | "refuse";
        };
        /** @description The unit's workbooks of a task, and requests that wait for this person's word. */
        Exports: {
            items: components["schemas"]["Export"][];
            to_decide: components["schemas"]["Export"][];
            /** @description the form asks for ID numbers */
            has_numbers: boolean;
        };
        /** @description A workbook that is made in the background. */
        Export: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "waiting" | "ready" | "failed" | "unagreed" | "refused" | "deleted";
            file_name: string;
            rows: number;
            approved_only: boolean;
            full_numbers: boolean;
            purpose: string;
            /** @description who asked */
            by: string;
            mine: boolean;
            asked_at: components["schemas"]["Moment"];
            made_at: components["schemas"]["Moment"] | null;
        };
        /** @description Sums, and how many units are in them. */
        RollupLine: {
            /** @description decimal numbers by field code; _rows: the rows of a roster; null where nothing is known */
            values: {
                [key: string]: string | null;
            };
            counted: number;
            due: number;
            sent_back: number;
            withdrawn: number;
            missing: number;
        };
        /** @description The sums of one unit and what lies below it. */
        RollupItem: components["schemas"]["RollupLine"] & {
            unit: components["schemas"]["Unit"];
            leaf: boolean;
        };
        /** @description Totals of a task, by place. */
        Rollup: {
            fields: {
                code: string;
                label: string;
                unit: string;
                places: number;
            }[];
            parent: components["schemas"]["Unit"] | null;
            total: components["schemas"]["RollupLine"];
            items: components["schemas"]["RollupItem"][];
            as_of: components["schemas"]["Moment"];
            tree_version: number;
            /** @description the last change that is counted */
            change_number: number;
        };
        /** @description One return that a figure counts. */
        FigureEntry: {
            unit: components["schemas"]["Unit"];
            value: string | null;
            state: components["schemas"]["ReturnState"];
            reported_at: components["schemas"]["Moment"] | null;
            return: components["schemas"]["Id"] | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
