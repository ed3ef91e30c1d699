# The words of the trace format: reasons, values, lines.

defmodule Json do
  def encode({:object, pairs}),
    do: "{" <> Enum.map_join(pairs, ",", fn {k, v} -> encode(k) <> ":" <> encode(v) end) <> "}"

  def encode(list) when is_list(list), do: "[" <> Enum.map_join(list, ",", &encode/1) <> "]"
  def encode(value) when value in [true, false], do: Atom.to_string(value)
  def encode(nil), do: "null"
  def encode(value) when is_integer(value), do: Integer.to_string(value)
  def encode(value) when is_atom(value), do: encode(Atom.to_string(value))
  def encode(value) when is_binary(value), do: inspect(value)
end

defmodule Reason do
  def parse("shutdown:" <> detail), do: {:shutdown, String.to_atom(detail)}
  def parse(text), do: String.to_atom(text)

  def format({:shutdown, {:failed_to_start_child, _, _} = reason}), do: format(reason)
  def format({:failed_to_start_child, id, reason}), do: "failed_to_start_child:#{id}:#{format(reason)}"
  # The reason of a failed call comes with the call.
  def format({reason, {module, function, args}})
      when is_atom(module) and is_atom(function) and is_list(args),
      do: format(reason)

  def format({:shutdown, detail}), do: "shutdown:#{detail}"
  def format({:bad_return_value, value}), do: "bad_return_value:#{value}"
  def format({:nocatch, value}), do: "nocatch:#{value}"
  def format({kind, _}) when kind in [:start_spec, :bad_combination], do: "bad_spec"
  def format({%{message: message}, stack}) when is_list(stack), do: "exception:#{message}"
  def format({reason, stack}) when is_list(stack), do: format(reason)
  def format(reason) when is_atom(reason), do: Atom.to_string(reason)
end

defmodule Value do
  def of({:ok, :undefined}), do: "ok:undefined"
  def of({:ok, pid}) when is_pid(pid), do: "ok:" <> label(pid)
  def of({:error, {:already_started, _}}), do: "error:already_started"

  def of({:error, {:shutdown, {:failed_to_start_child, _, _}} = reason}),
    do: "error:" <> Reason.format(reason)

  def of({:error, {reason, child}}) when is_tuple(child) and elem(child, 0) == :child,
    do: "error:start_failed:" <> Reason.format(reason)

  def of({:error, reason})
      when reason in [:already_present, :running, :restarting, :not_found, :max_children],
      do: "error:#{reason}"

  def of({:error, reason}) do
    case Reason.format(reason) do
      "bad_spec" -> "error:bad_spec"
      text -> "error:start_failed:" <> text
    end
  end

  def of(value) when is_atom(value) and value not in [true, false, nil], do: Atom.to_string(value)
  def of(value), do: value

  # What a process would have exited with, had nobody caught it.
  def or_exit(work), do: or_exit_with(work, &of/1)

  def or_exit_with(work, format) do
    format.(work.())
  catch
    :exit, reason -> "exit:" <> Reason.format(reason)
    # A registry without its table.
    :error, %ArgumentError{} -> "exit:noproc"
  end

  def label(pid) do
    case Trace.state().processes[pid] do
      {_, label, n} -> "#{label}##{n}"
      nil -> "undefined"
    end
  end
end
