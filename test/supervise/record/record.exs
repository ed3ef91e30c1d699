# Runs scenarios on real OTP and writes what happens, in the format of the traces. Started by record.ts.

:logger.set_primary_config(:level, :none)

{:ok, _, _} =
  ~w(words actors plain tables)
  |> Enum.map(&Path.join(__DIR__, "#{&1}.exs"))
  |> Kernel.ParallelCompiler.require(return_diagnostics: true)

defmodule Actions do
  # Where nobody is, calls exit with noproc and casts are lost.
  @nobody :nobody_is_registered_here

  def perform(action, i, parent) do
    child = Trace.find(action["child"]) || @nobody
    sup = Trace.find(action["sup"] || "top") || @nobody
    doer = if action["proc"], do: Trace.find(action["proc"]), else: parent

    supervise(action, sup) || server(action, child, i, doer) || table(action, i, doer, parent) ||
      {:value, process(action)}
  end

  defp supervise(%{"do" => what} = action, sup) do
    dynamic = Trace.dynamic?(action["sup"] || "top")
    child = action["child"]

    case what do
      "advance" -> value(Process.sleep(action["ms"]) && nil)
      "parent_exit" -> :parent_exit
      "kill_sup" -> value(signal(sup, :kill))
      "stop_sup" -> exits(fn -> Supervisor.stop(sup, Reason.parse(action["reason"])) end)
      "count_children" -> exits(fn -> count(Supervisor.count_children(sup)) end)
      "restart_child" -> exits(fn -> :supervisor.restart_child(sup, child) end)
      "delete_child" -> exits(fn -> :supervisor.delete_child(sup, child) end)
      "terminate_child" when dynamic -> exits(fn -> terminate_dynamic(sup, Trace.find(child)) end)
      "terminate_child" -> exits(fn -> :supervisor.terminate_child(sup, child) end)
      "start_child" -> exits(fn -> start_child(sup, dynamic, action) end)
      "simultaneous" -> value(simultaneous(sup, action))
      "crash" -> value(crash(Trace.find(child), action))
      _ -> nil
    end
  end

  defp count(counts), do: [counts.specs, counts.active, counts.supervisors, counts.workers]

  defp terminate_dynamic(_, nil), do: {:error, :not_found}
  defp terminate_dynamic(sup, pid), do: DynamicSupervisor.terminate_child(sup, pid)

  defp start_child(sup, true, %{"spec" => node} = action) do
    Trace.owner(Tree.label(node), action["sup"] || "top")
    DynamicSupervisor.start_child(sup, Tree.spec(node))
  end

  defp start_child(sup, false, %{"spec" => node}), do: :supervisor.start_child(sup, Tree.spec(node))

  defp simultaneous(sup, action) do
    :erlang.suspend_process(sup)

    for label <- action["children"] do
      pid = Trace.find(label)
      ref = Process.monitor(pid)
      Process.exit(pid, Reason.parse(action["reason"]))
      receive do: ({:DOWN, ^ref, _, _, _} -> :dead)
    end

    :erlang.resume_process(sup)
    nil
  end

  defp crash(pid, action) do
    reason = action["reason"] || "boom"

    case {Plain.alive?(pid), action["how"]} do
      {false, _} -> "not_alive"
      {_, "kill"} -> by_stranger(pid, :kill)
      {_, "signal"} -> by_stranger(pid, Reason.parse(reason))
      {_, how} -> GenServer.cast(pid, {:crash, how, reason}) && nil
    end
  end

  defp by_stranger(pid, reason), do: spawn(fn -> Process.exit(pid, reason) end) && nil

  defp signal(pid, reason), do: if(Plain.alive?(pid), do: Process.exit(pid, reason) && nil, else: "not_alive")

  defp server(%{"do" => what} = action, child, i, doer) do
    op = action["op"]

    case what do
      "start_worker" ->
        timeout = action["spec"]["start_timeout"] || :infinity
        exits(fn -> GenServer.start(Worker, action["spec"], timeout: timeout) end)

      "stop_server" ->
        reason = Reason.parse(action["reason"] || "normal")
        exits(fn -> GenServer.stop(child, reason, action["timeout"] || :infinity) end)

      "call" ->
        value(Plain.tell(doer, fn -> Value.or_exit(fn -> call(child, action) end) end))

      "call_async" ->
        value(call_async(child, action, i))

      "cast" ->
        value(GenServer.cast(child, op) && "ok")

      "info" ->
        if is_pid(child), do: send(child, {:op, op})
        value("ok")

      "batch" ->
        Enum.each(action["msgs"], fn
          %{"do" => "info", "op" => op} -> send(child, {:op, op})
          %{"op" => op} -> GenServer.cast(child, op)
        end)

        value("ok")

      _ ->
        nil
    end
  end

  defp table(%{"do" => what} = action, i, doer, parent) do
    label = action["task"] || "t#{i}"

    case what do
      "reg_start" -> by(parent, fn -> started(RegistryActions.start(action)) end)
      "reg" -> by(doer, fn -> RegistryActions.perform(action) end)
      "tsup_start" -> by(parent, fn -> started(TaskActions.start(action)) end)
      "tsup_children" -> exits(&TaskActions.children/0)
      "task" -> by_task(doer, label, fn -> TaskActions.task(action, label) end)
      "task_op" -> by(doer, fn -> TaskActions.operate(action, label) end)
      "async_stream" -> by(doer, fn -> TaskActions.stream(action) end)
      _ -> nil
    end
  end

  defp by(doer, work), do: value(Plain.tell(doer, fn -> Value.or_exit(work) end))

  # A task has its label when it has begun.
  defp by_task(doer, label, work),
    do: value(Plain.tell(doer, fn -> Value.or_exit_with(work, &begun(&1, label)) end))

  defp begun({:ok, pid}, label), do: Process.sleep(10) && "ok:#{Value.label(pid) || label}"
  defp begun(other, _), do: Value.of(other)

  defp started({:ok, _}), do: :ok
  defp started(other), do: other

  defp call(child, action), do: GenServer.call(child, action["op"], action["timeout"] || 5000)

  defp call_async(child, action, i) do
    spawn(fn ->
      value = Value.or_exit(fn -> call(child, action) end)
      Trace.emit(ev: "call_result", i: i, value: value)
    end)

    nil
  end

  defp process(%{"do" => what, "proc" => name} = action) do
    trap = action["trap"] == true
    subject = Trace.find(name)
    from = Trace.find(action["from"])
    to = Trace.find(action["to"])
    reason = action["reason"]

    case what do
      "spawn" -> spawn(fn -> Plain.live(name, trap) end) && nil
      "spawn_link" -> told(from, fn -> spawn_link(fn -> Plain.live(name, trap) end) end)
      "spawn_monitor" -> told(from, fn -> spawn_monitor(fn -> Plain.live(name, trap) end) end)
      "link" -> told(subject, fn -> Process.link(to) end)
      "unlink" -> told(subject, fn -> Process.unlink(to) end)
      "monitor" -> told(subject, fn -> Process.put(to, Process.monitor(to)) end)
      "demonitor" -> told(subject, fn -> Process.demonitor(Process.get(to), [:flush]) end)
      "exit_signal" -> told(subject, fn -> Process.exit(to, Reason.parse(reason)) end)
      "exit_self" -> told(subject, fn -> exit(Reason.parse(reason)) end)
      "raise_self" -> told(subject, fn -> raise(reason) end)
      "alive" -> Plain.alive?(subject)
    end
  end

  defp told(pid, work), do: if(Plain.alive?(pid), do: Plain.tell(pid, work) && nil, else: "not_alive")
  defp exits(work), do: value(Value.or_exit(work))
  defp value(value), do: {:value, value}
end

defmodule Recorder do
  def record(file, scenario) do
    {:ok, _} = Trace.start()
    parent = spawn(fn -> Plain.live(nil, true) end)
    put(ev: "action", i: 0, do: "start")
    tree = scenario["tree"]
    started = tree && Plain.tell(parent, fn -> Tree.start(tree) end)
    finish(0, %{}, if(match?({:ok, _}, started), do: "ok", else: Value.of(started)), 0)

    for {action, i} <- Enum.with_index(scenario["actions"], 1) do
      named = for key <- ["child", "sup", "proc"], action[key], do: {key, action[key]}
      put([ev: "action", i: i, do: action["do"]] ++ named)
      before = System.monotonic_time(:millisecond)
      value = perform(action, i, parent)
      if action["no_settle"], do: Trace.cut()
      finish(i, action, value, System.monotonic_time(:millisecond) - before)
    end

    lines =
      Process.get(:lines) |> Enum.reverse() |> Enum.map(fn line -> Json.encode({:object, line}) <> "\n" end)

    File.write!(file, lines)
    end_all(parent)
    Trace.stop()
  end

  # Registries and task supervisors have names, which must be free for the next scenario.
  defp end_all(parent) do
    named = Enum.filter([Process.whereis(:scenario_registry), Process.whereis(:scenario_tasks)], & &1)
    pids = [parent | named] ++ Map.keys(Trace.state().processes)
    for pid <- pids, do: Process.exit(pid, :kill)

    for pid <- pids do
      ref = Process.monitor(pid)
      receive do: ({:DOWN, ^ref, _, _, _} -> :ok)
    end
  end

  defp perform(action, i, parent) do
    case Actions.perform(action, i, parent) do
      {:value, value} ->
        value

      :parent_exit ->
        top = Trace.find("top")
        Plain.tell(parent, fn -> Process.exit(top, Reason.parse(action["reason"])) end)
        nil
    end
  end

  defp finish(i, action, value, millis) do
    settles = action["no_settle"] != true
    if settles, do: settle(0)
    trace = Trace.state()
    Enum.each(canonical(Trace.take(), action["sort"] == true, trace.owners), &put/1)
    quantum = action["time_q"]
    took = if quantum, do: [took: round(millis / quantum) * quantum], else: []
    if value != nil, do: put([ev: "return", i: i, value: value] ++ took)

    for {pid, {:sup, label, n}} <- Enum.sort_by(trace.processes, &elem(&1, 1)),
        settles,
        Process.alive?(pid),
        do: put(state(pid, label, n))
  end

  # Until nothing has happened for a while: nobody runs, and every supervisor has answered.
  defp settle(4), do: :ok

  defp settle(quiet) do
    before = length(Trace.state().events)
    Process.sleep(4)
    busy = Enum.any?(Trace.state().processes, fn {pid, _} -> busy?(pid) end)

    for {pid, {:sup, _, _}} <- Trace.state().processes,
        Process.alive?(pid),
        do: Value.or_exit(fn -> :supervisor.which_children(pid) && nil end)

    if not busy and length(Trace.state().events) == before, do: settle(quiet + 1), else: settle(0)
  end

  defp busy?(pid), do: Process.info(pid, :status) not in [nil, {:status, :waiting}]

  defp state(pid, label, n) do
    processes = Trace.state().processes

    rows =
      for {id, child, _, _} <- :supervisor.which_children(pid) do
        case processes[child] do
          nil -> [id, child]
          {_, label, n} -> [if(id == :undefined, do: label, else: id), n]
        end
      end

    rows = if Trace.dynamic?(label), do: Enum.sort(rows), else: Enum.reverse(rows)
    [ev: "state", sup: label, n: n, children: rows]
  end

  # Children of a dynamic supervisor end in parallel: the order of their ends is no order.
  defp canonical(events, true, _), do: sorted(events)

  defp canonical(events, false, owners) do
    owner = fn event -> event[:ev] in ["exit", "terminate"] && owners[label(event)] end
    events |> Enum.chunk_by(owner) |> Enum.flat_map(&if(owner.(hd(&1)), do: sorted(&1), else: &1))
  end

  defp sorted(events), do: Enum.sort_by(events, &{label(&1), &1[:n]})
  defp label(event), do: event[:child] || event[:sup] || event[:proc] || event[:task] || ""
  defp put(line), do: Process.put(:lines, [line | Process.get(:lines, [])])
end

scenarios =
  for line <- IO.stream(:stdio, :line) do
    {:ok, tokens, _} = line |> String.to_charlist() |> :erl_scan.string()
    {:ok, scenario} = :erl_parse.parse_term(tokens)
    scenario
  end

failed =
  for {file, scenario} <- scenarios, reduce: 0 do
    failed ->
      {pid, ref} = spawn_monitor(fn -> Recorder.record(file, scenario) end)

      problem =
        receive do
          {:DOWN, ^ref, _, _, :normal} -> nil
          {:DOWN, ^ref, _, _, reason} -> inspect(reason)
        after
          20_000 -> "hangs"
        end

      if problem do
        IO.puts(:stderr, "#{file}: #{problem}")
        Process.exit(pid, :kill)
        Trace.abandon()
        1
      else
        failed
      end
  end

System.halt(failed)
