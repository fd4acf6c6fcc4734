"""Gifts: places, tiers, stock whose every move is kept, vouchers and what happened to them, organisations' delegates.

Constraints state the promises: nothing reserved that is not there, one voucher for one request, a
collected voucher says by whom, when and where, and a voucher stands where its last event says.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

SHELF = """
CREATE TABLE pickup_places (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      text NOT NULL CHECK (name <> ''),
    name_en   text NOT NULL CHECK (name_en <> ''),
    location  text NOT NULL,
    hours     text NOT NULL,
    area_code text NOT NULL REFERENCES areas,
    closed_at timestamptz,
    UNIQUE (area_code, name)
);
CREATE TABLE gift_tiers (
    tier    smallint PRIMARY KEY CHECK (tier > 0),
    name    text NOT NULL CHECK (name <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    points  int NOT NULL CHECK (points > 0)
);
CREATE TABLE gifts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL UNIQUE CHECK (name <> ''),
    name_en      text NOT NULL CHECK (name_en <> ''),
    tier         smallint NOT NULL REFERENCES gift_tiers,
    valid_from   date NOT NULL,
    valid_until  date CHECK (valid_until >= valid_from),
    per_citizen  int CHECK (per_citizen > 0),
    picture      bytea CHECK (octet_length(picture) <= 200000),
    picture_type text CHECK (picture_type IN ('image/png', 'image/jpeg', 'image/webp')),
    withdrawn_at timestamptz,
    CHECK ((picture IS NULL) = (picture_type IS NULL))
);
COMMENT ON COLUMN gifts.valid_until IS 'The last day on which it may be chosen; none: no end.';
COMMENT ON COLUMN gifts.per_citizen IS 'How many one citizen, or one organisation, may have; none: any number.';
"""

VOUCHERS = """
CREATE TABLE vouchers (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{9}$'),
    request         text NOT NULL UNIQUE CHECK (request <> ''),
    citizen_id      bigint NOT NULL REFERENCES citizens,
    credit_code     text CHECK (credit_code ~ '^[0-9A-Z]{18}$'),
    gift_id         bigint NOT NULL REFERENCES gifts,
    substitute_id   bigint REFERENCES gifts CHECK (substitute_id <> gift_id),
    place_id        bigint NOT NULL REFERENCES pickup_places,
    points          int NOT NULL CHECK (points > 0),
    state           text NOT NULL CHECK (state IN ('reserved', 'collected', 'cancelled', 'expired')),
    events          int NOT NULL DEFAULT 0,
    reserved_at     timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > reserved_at),
    announced_at    timestamptz,
    collected_at    timestamptz,
    collected_by    bigint REFERENCES staff,
    collected_where bigint REFERENCES pickup_places,
    CONSTRAINT collected_by_whom_when_and_where
        CHECK (num_nonnulls(collected_at, collected_by, collected_where)
               = CASE state WHEN 'collected' THEN 3 ELSE 0 END)
);
COMMENT ON COLUMN vouchers.citizen_id IS 'Who reserved it; it is theirs unless credit_code says whose points paid.';
COMMENT ON COLUMN vouchers.credit_code IS 'The organisation whose points paid.';
COMMENT ON COLUMN vouchers.substitute_id IS 'The gift that is handed out instead.';
COMMENT ON COLUMN vouchers.announced_at IS 'When its end was announced, or found not to need it.';
CREATE INDEX vouchers_of_citizen ON vouchers (citizen_id, id);
CREATE INDEX vouchers_of_organisation ON vouchers (credit_code, id) WHERE credit_code IS NOT NULL;
CREATE INDEX vouchers_expiring ON vouchers (expires_at) WHERE state = 'reserved';
CREATE INDEX vouchers_to_announce ON vouchers (expires_at) WHERE state = 'reserved' AND announced_at IS NULL;
CREATE INDEX vouchers_open ON vouchers (place_id, (coalesce(substitute_id, gift_id))) WHERE state = 'reserved';
CREATE TABLE voucher_events (
    voucher_id bigint NOT NULL REFERENCES vouchers,
    number     int NOT NULL CHECK (number > 0),
    step       text NOT NULL CHECK (step IN ('reserve', 'substitute', 'collect', 'undo', 'cancel', 'expire')),
    from_state text CHECK ((from_state IS NULL) = (step = 'reserve')),
    to_state   text NOT NULL,
    at         timestamptz NOT NULL,
    staff_id   bigint REFERENCES staff CHECK (staff_id IS NOT NULL OR step IN ('reserve', 'cancel', 'expire')),
    place_id   bigint REFERENCES pickup_places,
    gift_id    bigint REFERENCES gifts CHECK ((step = 'substitute') = (gift_id IS NOT NULL)),
    why        text NOT NULL DEFAULT '',
    PRIMARY KEY (voucher_id, number)
);
COMMENT ON COLUMN voucher_events.staff_id IS 'Who of the staff; none: the citizen, or time.';
COMMENT ON COLUMN voucher_events.gift_id IS 'The substitute.';
"""

STOCK = """
CREATE TABLE gift_stock (
    gift_id  bigint NOT NULL REFERENCES gifts,
    place_id bigint NOT NULL REFERENCES pickup_places,
    on_hand  int NOT NULL DEFAULT 0,
    reserved int NOT NULL DEFAULT 0,
    PRIMARY KEY (gift_id, place_id),
    CONSTRAINT nothing_reserved_that_is_not_there CHECK (reserved BETWEEN 0 AND on_hand)
);
CREATE TABLE stock_movements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gift_id    bigint NOT NULL,
    place_id   bigint NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('delivery', 'correction', 'collected', 'undone')),
    pieces     int NOT NULL CHECK (pieces <> 0),
    voucher_id bigint REFERENCES vouchers,
    staff_id   bigint REFERENCES staff,
    why        text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL,
    FOREIGN KEY (gift_id, place_id) REFERENCES gift_stock,
    CHECK ((kind IN ('collected', 'undone')) = (voucher_id IS NOT NULL)),
    CHECK (kind <> 'delivery' OR pieces > 0),
    CHECK (kind <> 'collected' OR pieces = -1),
    CHECK (kind <> 'undone' OR pieces = 1),
    CHECK (kind <> 'correction' OR why <> '')
);
COMMENT ON COLUMN stock_movements.staff_id IS 'Who; none: a command.';
CREATE INDEX stock_movements_of_voucher ON stock_movements (voucher_id) WHERE voucher_id IS NOT NULL;
CREATE INDEX stock_movements_of ON stock_movements (gift_id, place_id, id);
"""

DELEGATES = """
CREATE TABLE delegates (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    credit_code   text NOT NULL CHECK (credit_code ~ '^[0-9A-Z]{18}$'),
    citizen_id    bigint NOT NULL REFERENCES citizens,
    authorised_by bigint NOT NULL REFERENCES staff,
    authorised_at timestamptz NOT NULL,
    ended_by      bigint REFERENCES staff,
    ended_at      timestamptz,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
COMMENT ON TABLE delegates IS 'Who may spend an organisation''s points.';
CREATE UNIQUE INDEX one_standing_authority ON delegates (credit_code, citizen_id) WHERE ended_at IS NULL;
CREATE INDEX delegates_of_citizen ON delegates (citizen_id) WHERE ended_at IS NULL;
CREATE INDEX visits_of_organisation ON visits (credit_code) WHERE credit_code IS NOT NULL;
"""

GUARDS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON voucher_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_movements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON vouchers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER terms_stay BEFORE UPDATE ON vouchers
    FOR EACH ROW WHEN (
        (OLD.code, OLD.request, OLD.credit_code, OLD.gift_id, OLD.place_id, OLD.points,
         OLD.reserved_at, OLD.expires_at)
        IS DISTINCT FROM
        (NEW.code, NEW.request, NEW.credit_code, NEW.gift_id, NEW.place_id, NEW.points,
         NEW.reserved_at, NEW.expires_at))
    EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM vouchers v JOIN voucher_events e ON e.voucher_id = v.id AND e.number = v.events
                    WHERE v.id = NEW.id AND e.to_state = v.state) THEN
        RAISE EXCEPTION 'a voucher stands where its last event says'
              USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER told_by_events AFTER INSERT OR UPDATE OF state, events ON vouchers
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_untold();
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (SHELF, VOUCHERS, STOCK, DELEGATES, GUARDS):
        connection.exec_driver_sql(part)
