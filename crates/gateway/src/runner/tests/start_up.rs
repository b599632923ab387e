//! What a process that is gone has left behind.

use super::*;

impl World {
    /// Writes that somebody wants a plan to run, as a process did that ended at once.
    async fn writes_started(&self, plan: &PlanId) {
        self.writes(plan, PlanEvent::Started(person().by())).await;
        let (app, plan) = (Arc::clone(&self.app), plan.clone());
        let wanted = move |transaction: &rusqlite::Transaction<'_>| {
            super::super::wanted(&app, transaction, plan_number(transaction, &plan)?, app.environment.clock.now())
        };
        self.app.journal.write(wanted).await.unwrap();
    }

    /// Has what somebody asks for end between their word and the plan's task.
    async fn ends_after(&self, plan: &PlanId, what: &str) {
        let ends = "CREATE TRIGGER ends BEFORE INSERT ON run WHEN new.epoch > 0 BEGIN SELECT RAISE(ABORT, 'gone'); END;
            CREATE TRIGGER gone BEFORE INSERT ON event WHEN new.kind = 'paused' BEGIN SELECT RAISE(ABORT, 'gone'); END";
        self.database().execute_batch(ends).unwrap();
        self.asks(plan, what).await;
        while self.app.runner.tell(plan, Message::Trouble) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.database().execute_batch("DROP TRIGGER ends; DROP TRIGGER gone").unwrap();
    }

    fn kinds(&self, plan: &PlanId) -> Vec<String> {
        let database = self.database();
        let select = "SELECT kind FROM event WHERE entry IS NULL AND plan = (SELECT number FROM plan WHERE id = ?1)
            ORDER BY seq";
        let mut found = database.prepare(select).unwrap();
        found.query_map([plan.as_str()], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

#[tokio::test]
async fn what_earlier_calls_hold_is_held_before_any_plan_goes_on() {
    let world = World::start().await;
    let mut plans = Vec::new();
    for _ in 0..100 {
        let plan = world.stored(false).await;
        world.writes_started(&plan).await;
        plans.push(plan);
    }
    let unsettled = world.stored(false).await;
    let entry = world.writes_intent(&unsettled).await;
    super::super::continue_all(&world.app).await.unwrap();
    for plan in plans {
        world.until_waiting(&plan).await;
    }
    assert_eq!(world.entries_by("intent"), [entry.to_string()]);
}

#[tokio::test]
async fn a_plan_that_cannot_be_read_keeps_no_other_one_from_going_on_and_waits_for_somebody() {
    let world = World::start().await;
    let (broken, whole) = (world.stored(false).await, world.stored(false).await);
    for plan in [&broken, &whole] {
        world.writes_started(plan).await;
    }
    let break_it = "UPDATE entry SET grant_json = '{}' WHERE plan = (SELECT number FROM plan WHERE id = ?1)";
    let database = world.database();
    database.execute_batch("DROP TRIGGER entry_stays").unwrap();
    assert_eq!(database.execute(break_it, [broken.as_str()]).unwrap(), 1);
    super::super::continue_all(&world.app).await.unwrap();
    world.is_revoked(&whole).await;
    assert_eq!(world.kinds(&broken), ["created", "started", "paused"]);
}

#[tokio::test]
async fn a_plan_goes_on_of_which_somebody_wanted_that_just_before_the_process_ended() {
    let world = World::start().await;
    let plan = world.stored(false).await;
    world.ends_after(&plan, "start").await;
    super::super::continue_all(&world.app).await.unwrap();
    world.is_revoked(&plan).await;

    let world = World::start().await;
    let plan = world.waiting().await;
    world.asks(&plan, "pause").await;
    world.until(&plan, |_| world.app.hub.waiting_of(&plan).is_empty()).await;
    world.lift().await;
    world.clock.now.fetch_add(20 * 60 * 1000, Ordering::SeqCst);
    world.ends_after(&plan, "resume").await;
    super::super::continue_all(&world.app).await.unwrap();
    world.is_revoked(&plan).await;
}
