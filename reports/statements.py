"""The set-based statements behind all figures: for one person or for 500, they run once each.

Definitions stand in docs/glossary.md. In short: won and lost by closing date; new by engagement
date; open on a day means engaged by then and not closed by then; a value is the one known on that
day, in base currency at the rate of that day, never a later one and never the list price. Every
fragment is a constant or built from constants; values are passed as parameters.
"""

from catalog.rates import rate_sql

# Deals with the value they closed with. One row a deal.
CLOSED = f"""
    SELECT d.id, d.owner_id, d.account_id, d.stage_id, d.pipeline_id, d.outcome,
           d.closed_on AS day,
           date_trunc('month', d.closed_on)::date AS month,
           d.closed_on - d.engaged_on AS days,
           d.value IS NOT NULL AS has_value,
           d.value * {rate_sql("d.currency", "d.closed_on")} AS value
    FROM deals_deal d
    WHERE d.deleted_at IS NULL AND d.outcome <> 'open'
      AND d.closed_on >= %(start)s AND d.closed_on < %(stop)s
"""

# Deals engaged in the period. One row a deal.
BEGUN = """
    SELECT d.id, d.owner_id, d.account_id, d.stage_id, d.pipeline_id, d.engaged_on AS day,
           date_trunc('month', d.engaged_on)::date AS month
    FROM deals_deal d
    WHERE d.deleted_at IS NULL AND d.engaged_on >= %(start)s AND d.engaged_on < %(stop)s
"""

# Every deal, dated or not. One row a deal.
ALL = """
    SELECT d.id, d.owner_id, d.account_id, d.stage_id, d.pipeline_id, d.engaged_on AS day,
           date_trunc('month', d.engaged_on)::date AS month
    FROM deals_deal d WHERE d.deleted_at IS NULL
"""

# Deals open on each of the days, with what was known of them then. One row a deal and day.
OPEN = f"""
    SELECT d.id, d.owner_id, d.account_id, d.pipeline_id, ends.day,
           date_trunc('month', ends.day)::date AS month,
           stage.id AS stage_id, step.happened_on AS stage_since,
           ends.day - step.happened_on AS days_in_stage, stage.idle_days,
           d.expected_close_on,
           known.value AS own_value, known.currency AS own_currency,
           known.value IS NOT NULL AS has_value,
           known.value * {rate_sql("known.currency", "ends.day")} AS value,
           COALESCE(known.probability, stage.probability) AS probability
    FROM unnest(%(days)s::date[]) AS ends(day)
    JOIN deals_deal d ON d.deleted_at IS NULL AND d.engaged_on <= ends.day
         AND (d.closed_on IS NULL OR d.closed_on > ends.day)
    LEFT JOIN LATERAL (
        SELECT v.value, v.currency, v.probability FROM deals_valuechange v
        WHERE v.deal_id = d.id AND v.known_on <= ends.day
        ORDER BY v.known_on DESC, v.id DESC LIMIT 1
    ) known ON true
    LEFT JOIN LATERAL (
        SELECT c.after_id, c.happened_on FROM deals_stagechange c
        WHERE c.deal_id = d.id AND c.happened_on <= ends.day
        ORDER BY c.happened_on DESC, c.id DESC LIMIT 1
    ) step ON true
    LEFT JOIN deals_stage stage ON stage.id = step.after_id
"""

# What a deal's value is spread over: its lines, by amount when every line has one, else evenly.
LINE_SHARES = """
    SELECT line.deal_id, line.product_id,
           CASE WHEN bool_and(line.unit_price IS NOT NULL) OVER deal
                 AND sum(line.quantity * line.unit_price) OVER deal > 0
                THEN line.quantity * line.unit_price
                     / sum(line.quantity * line.unit_price) OVER deal
                ELSE 1.0 / count(*) OVER deal END AS share
    FROM deals_dealline line
    {only}
    WINDOW deal AS (PARTITION BY line.deal_id)
"""
ALL_SHARES = LINE_SHARES.format(only="")
CLOSED_SHARES = LINE_SHARES.format(only="WHERE line.deal_id IN (SELECT closed.id FROM closed)")

# Each head with every team looked after: the teams headed and all below.
HEADS = """
    SELECT team.head_id AS head_id, team.id AS team_id
    FROM users_team team WHERE team.head_id IS NOT NULL AND team.deleted_at IS NULL
    UNION
    SELECT heads.head_id, team.id
    FROM heads JOIN users_team team ON team.parent_id = heads.team_id AND team.deleted_at IS NULL
"""

# Whose deals belong to whose report: (edition, subject, owner). The company's subject is 0.
SCOPES = """
    SELECT 'manager' AS edition, u.id AS subject, u.id AS owner_id
    FROM users_user u WHERE u.id = ANY(%(managers)s)
    UNION
    SELECT 'head', heads.head_id, u.id
    FROM heads JOIN users_user u ON u.team_id = heads.team_id OR u.id = heads.head_id
    WHERE heads.head_id = ANY(%(heads)s)
    UNION
    SELECT 'company', 0, u.id FROM users_user u WHERE %(company)s
"""

WITH_SCOPES = f"WITH RECURSIVE heads AS ({HEADS}), scope AS ({SCOPES})"

NEEDS_DECISION = "(o.days_in_stage > o.idle_days OR o.expected_close_on < o.day)"

CLOSED_BY_SUBJECT = f"""
    {WITH_SCOPES}, closed AS ({CLOSED})
    SELECT scope.edition, scope.subject, c.month, c.outcome,
           count(*) AS cases, sum(c.value) AS value, count(c.value) AS summed,
           count(*) FILTER (WHERE NOT c.has_value) AS without_value,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY c.days)::numeric AS median_days,
           array_agg(c.id ORDER BY c.id) FILTER (WHERE c.month = %(month)s) AS ids,
           array_agg(c.value ORDER BY c.id) FILTER (WHERE c.month = %(month)s) AS amounts,
           array_agg(c.id ORDER BY c.id) FILTER (
               WHERE c.month = %(month)s AND c.has_value AND c.value IS NULL) AS unconverted
    FROM closed c JOIN scope ON scope.owner_id = c.owner_id
    GROUP BY scope.edition, scope.subject, c.month, c.outcome
"""

BEGUN_BY_SUBJECT = f"""
    {WITH_SCOPES}, begun AS ({BEGUN})
    SELECT scope.edition, scope.subject, b.month, count(*) AS cases,
           array_agg(b.id ORDER BY b.id) FILTER (WHERE b.month = %(month)s) AS ids
    FROM begun b JOIN scope ON scope.owner_id = b.owner_id
    GROUP BY scope.edition, scope.subject, b.month
"""

OPEN_BY_SUBJECT = f"""
    {WITH_SCOPES}, open_deals AS MATERIALIZED ({OPEN})
    SELECT scope.edition, scope.subject, o.month, count(*) AS cases, sum(o.value) AS value,
           sum(o.value * o.probability / 100) AS weighted,
           count(*) FILTER (WHERE NOT o.has_value) AS without_value,
           array_agg(o.id ORDER BY o.id) FILTER (WHERE o.month = %(month)s) AS ids,
           array_agg(o.value ORDER BY o.id) FILTER (WHERE o.month = %(month)s) AS amounts,
           array_agg(o.value * o.probability / 100 ORDER BY o.id) FILTER (
               WHERE o.month = %(month)s) AS weighted_amounts,
           array_agg(o.id ORDER BY o.id) FILTER (
               WHERE o.month = %(month)s AND o.has_value AND o.value IS NULL) AS unconverted,
           array_agg(o.id ORDER BY o.id) FILTER (
               WHERE o.month = %(month)s AND {NEEDS_DECISION}) AS decide
    FROM open_deals o JOIN scope ON scope.owner_id = o.owner_id
    GROUP BY scope.edition, scope.subject, o.month
"""

UNDATED_BY_SUBJECT = f"""
    {WITH_SCOPES}
    SELECT scope.edition, scope.subject, array_agg(d.id ORDER BY d.id) AS ids
    FROM deals_deal d JOIN scope ON scope.owner_id = d.owner_id
    WHERE d.deleted_at IS NULL AND d.outcome = 'open' AND d.engaged_on IS NULL
    GROUP BY scope.edition, scope.subject
"""

PRODUCTS_BY_SUBJECT = f"""
    {WITH_SCOPES}, closed AS ({CLOSED}), shares AS ({CLOSED_SHARES})
    SELECT scope.edition, scope.subject, product.id AS key, product.name AS label,
           count(DISTINCT c.id) FILTER (WHERE c.outcome = 'won') AS won_count,
           count(DISTINCT c.id) FILTER (WHERE c.outcome = 'lost') AS lost_count,
           sum(c.value * shares.share) FILTER (WHERE c.outcome = 'won') AS won_value
    FROM closed c JOIN scope ON scope.owner_id = c.owner_id
    JOIN shares ON shares.deal_id = c.id
    JOIN catalog_product product ON product.id = shares.product_id
    GROUP BY scope.edition, scope.subject, product.id
"""

SECTORS_BY_SUBJECT = f"""
    {WITH_SCOPES}, closed AS ({CLOSED})
    SELECT scope.edition, scope.subject, sector.id AS key, sector.name AS label,
           count(*) FILTER (WHERE c.outcome = 'won') AS won_count,
           count(*) FILTER (WHERE c.outcome = 'lost') AS lost_count,
           sum(c.value) FILTER (WHERE c.outcome = 'won') AS won_value
    FROM closed c JOIN scope ON scope.owner_id = c.owner_id
    JOIN accounts_account account ON account.id = c.account_id
    JOIN accounts_sector sector ON sector.id = account.sector_id
    GROUP BY scope.edition, scope.subject, sector.id
"""

PEOPLE_BY_SUBJECT = f"""
    {WITH_SCOPES}, closed AS ({CLOSED}), open_deals AS ({OPEN}), counted AS (
        SELECT owner_id, count(*) FILTER (WHERE outcome = 'won') AS won_count,
               count(*) FILTER (WHERE outcome = 'lost') AS lost_count,
               sum(value) FILTER (WHERE outcome = 'won') AS won_value, 0 AS open_count
        FROM closed GROUP BY owner_id
        UNION ALL
        SELECT owner_id, 0, 0, NULL, count(*) FROM open_deals GROUP BY owner_id
    )
    SELECT scope.edition, scope.subject, person.id AS key, person.full_name AS label,
           COALESCE(sum(counted.won_count), 0) AS won_count,
           COALESCE(sum(counted.lost_count), 0) AS lost_count,
           sum(counted.won_value) AS won_value,
           COALESCE(sum(counted.open_count), 0) AS open_count
    FROM scope JOIN users_user person ON person.id = scope.owner_id
    LEFT JOIN counted ON counted.owner_id = person.id
    WHERE scope.edition <> 'manager'
      AND (counted.owner_id IS NOT NULL
           OR (person.is_active AND person.deleted_at IS NULL AND person.role = 'manager'))
    GROUP BY scope.edition, scope.subject, person.id
    ORDER BY won_value DESC NULLS LAST, person.sort_key
"""

DECISIONS_BY_SUBJECT = f"""
    {WITH_SCOPES}, open_deals AS ({OPEN}), ranked AS (
        SELECT scope.edition, scope.subject, o.*,
               row_number() OVER (
                   PARTITION BY scope.edition, scope.subject
                   ORDER BY GREATEST(o.days_in_stage, o.day - o.expected_close_on)
                            DESC NULLS LAST, o.id
               ) AS place
        FROM open_deals o JOIN scope ON scope.owner_id = o.owner_id
        WHERE o.month = %(month)s AND {NEEDS_DECISION}
    )
    SELECT ranked.edition, ranked.subject, deal.id AS key, deal.name AS label,
           COALESCE(account.name, '') AS account, owner.full_name AS owner,
           ranked.own_value AS amount, COALESCE(ranked.own_currency, deal.currency) AS currency,
           ranked.expected_close_on, ranked.stage_since, ranked.days_in_stage,
           ranked.idle_days, ranked.day
    FROM ranked JOIN deals_deal deal ON deal.id = ranked.id
    JOIN users_user owner ON owner.id = ranked.owner_id
    LEFT JOIN accounts_account account ON account.id = deal.account_id
    WHERE ranked.place <= %(few)s
    ORDER BY ranked.edition, ranked.subject, ranked.place
"""

UNCONVERTED_DEALS = """
    SELECT deal.id AS key, deal.name AS label, COALESCE(account.name, '') AS account,
           CASE WHEN closed.yes THEN deal.value ELSE known.value END AS amount,
           CASE WHEN closed.yes THEN deal.currency ELSE known.currency END AS currency,
           CASE WHEN closed.yes THEN deal.closed_on ELSE %(last)s END AS day
    FROM deals_deal deal
    CROSS JOIN LATERAL (SELECT COALESCE(deal.closed_on <= %(last)s, false) AS yes) closed
    LEFT JOIN accounts_account account ON account.id = deal.account_id
    LEFT JOIN LATERAL (
        SELECT v.value, v.currency FROM deals_valuechange v
        WHERE v.deal_id = deal.id AND v.known_on <= %(last)s
        ORDER BY v.known_on DESC, v.id DESC LIMIT 1
    ) known ON true
    WHERE deal.id = ANY(%(ids)s)
"""

# Months that are due for somebody and not yet asked for: on the next first at 07:00 in the
# recipient's zone (east of the house not before the month is over here), from the month on in
# which the schedule was switched on for that person.
DUE = """
    SELECT person.id AS user_id, month.first::date AS month
    FROM users_user person
    CROSS JOIN LATERAL generate_series(
        date_trunc('month', person.reports_since::timestamp),
        date_trunc('month', %(at)s AT TIME ZONE person.time_zone), interval '1 month'
    ) AS month(first)
    WHERE person.deleted_at IS NULL AND person.is_active AND person.reports_since IS NOT NULL
      AND person.role <> 'read_only'
      AND (month.first + interval '1 month' + interval '7 hours') AT TIME ZONE person.time_zone
          <= %(at)s
      AND (month.first + interval '1 month') AT TIME ZONE %(zone)s <= %(at)s
      AND NOT EXISTS (
          SELECT FROM reports_reportdelivery delivery
          JOIN reports_monthlyreport report ON report.id = delivery.report_id
          WHERE delivery.recipient_id = person.id AND report.month = month.first::date
      )
    ORDER BY month.first, person.id
"""

# Figures by a dimension, of what a reader may see; its parts come from reports/figures.py. Facts
# and sight are computed once each, also by a planner that does not know a new import's rows yet.
FIGURES = f"""
    WITH RECURSIVE heads AS ({HEADS}), head_owners AS (
        SELECT heads.head_id, u.id AS owner_id
        FROM heads JOIN users_user u ON u.team_id = heads.team_id OR u.id = heads.head_id
        GROUP BY heads.head_id, u.id
    ), shares AS ({ALL_SHARES}),
    facts AS MATERIALIZED ({{facts}}), visible(id) AS MATERIALIZED ({{visible}})
    SELECT {{key}} AS key, {{label}} AS label, count(DISTINCT f.id) AS cases, {{money}} AS money
    FROM facts f {{joins}}
    WHERE {{condition}} AND f.id IN (SELECT visible.id FROM visible)
    GROUP BY 1, 2
    ORDER BY {{order}}
"""
